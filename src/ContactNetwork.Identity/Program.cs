using ContactNetwork.Identity.Administration;

return await CommandLine.RunAsync(args);
