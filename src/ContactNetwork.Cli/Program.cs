using ContactNetwork.Cli;

return await CnApp.RunAsync(args, Surroundings.OfProcess(), CancellationToken.None);
