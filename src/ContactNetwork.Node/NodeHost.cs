using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.People;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node;

/// <summary>Builds a national node: as a process, or inside a test.</summary>
internal static class NodeHost
{
    /// <summary>Begins the names of environment variables, e.g. <c>CONTACT_NETWORK_Store__ConnectionString</c>.</summary>
    public const string VariablePrefix = "CONTACT_NETWORK_";

    /// <summary>Names the argument that names a configuration file.</summary>
    private const string ConfigArgument = "config";

    /// <summary>Builds a node from the command line and the environment.</summary>
    public static WebApplication Build(string[] args) => Build(args, static _ => { });

    /// <summary>
    /// Builds a node. Configuration, the later the stronger: appsettings, the file of <c>--config</c>, variables,
    /// arguments, and what <paramref name="adapt"/> does. It runs last, so a test can stand in for any service.
    /// </summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder> adapt)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        AddConfiguration(builder.Configuration, args);

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        AddNode(services);
        services.AddStore();
        services.AddClerks();
        services.AddPeers();
        services.AddContacts();
        services.AddOnCall();
        services.AddPreservations();
        AddDesks(services);
        services.AddOperations(builder.Configuration);
        AddLogging(builder.Logging);
        builder.AddEdge();
        services.AddPeople();

        adapt(builder);
        var app = builder.Build();
        app.UseEdge();
        app.UsePeople();
        app.MapEdge();
        app.MapPeople();
        app.MapPeers();
        app.MapContacts();
        app.MapOnCall();
        app.MapPreservations();
        app.MapNode();
        app.MapOperations(endpoints => endpoints.OnPort(Port.Operations));
        return app;
    }

    private static void AddDesks(IServiceCollection services)
    {
        services.AddSingleton<DeskForPeers>();
        services.AddSingleton<IPeersDesk>(provider => provider.GetRequiredService<DeskForPeers>());
        services.AddSingleton<ISubjectRoom>(provider => provider.GetRequiredService<DeskForPeers>());
        services.AddSingleton<DeskForContacts>();
        services.AddSingleton<IContactsDesk>(provider => provider.GetRequiredService<DeskForContacts>());
        services.AddSingleton<ISubjectRoom>(provider => provider.GetRequiredService<DeskForContacts>());
        services.AddSingleton<ISubjectRoom, VoiceTestDutySubjects>();
    }

    /// <summary>One JSON object a line, with ids and codes only: rooms never log names, addresses or content.</summary>
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.IncludeScopes = true;
        });
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
    }

    private static void AddConfiguration(ConfigurationManager configuration, string[] args)
    {
        var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
        if (arguments[ConfigArgument] is { Length: > 0 } file)
            AddSettingsFile(configuration, Path.GetFullPath(file));
        configuration.AddEnvironmentVariables(VariablePrefix);
        configuration.AddCommandLine(args);
    }

    /// <summary>
    /// The file is read again when it changes, for the settings that may change while the node runs. One that can't be read
    /// then counts as empty, which those settings refuse, loudly.
    /// </summary>
    private static void AddSettingsFile(ConfigurationManager configuration, string file)
    {
        var isRead = false;
        configuration.AddJsonFile(json =>
        {
            json.Path = file;
            json.ReloadOnChange = true;
            json.OnLoadException = broken => broken.Ignore = isRead;
            json.ResolveFileProvider();
        });
        isRead = true;
    }

    private static void AddNode(IServiceCollection services)
    {
        services.AddOptions<NodeOptions>().BindConfiguration("Node").ValidateOnStart();
        services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<NodeOptions>>().Value;
            var folder = Directory.CreateDirectory(Path.GetFullPath(options.DataFolder));
            return new NodeIdentity(options.Country, options.NetworkId, options.Realm, folder.FullName);
        });
    }
}
