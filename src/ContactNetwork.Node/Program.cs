using ContactNetwork.Node;

await NodeHost.Build(args).RunAsync();
