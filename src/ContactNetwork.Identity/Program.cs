using ContactNetwork.Identity.Administration;

return await CommandLine.RunAsync(args, new Streams(Console.In, Console.Out, Console.Error));
