using System.Net;
using ContactNetwork.Domain;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;
using Samples = ContactNetwork.Node.Tests.Kit.Samples;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// One country's node with its real peers' port, store, clerks and preservations; the desk records what it is asked, and
/// the room that takes bodies fails when a test says so.
/// </summary>
internal sealed class PeersNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TestStore? store;
    private readonly string folder;

    private PeersNode(string country, WebApplication app, TestStore? store, string folder, LogWatch logs) =>
        (Country, this.app, this.store, this.folder, Logs) = (country, app, store, folder, logs);

    public string Country { get; }

    public LogWatch Logs { get; }

    /// <summary>The folder with this node's keys and trust.</summary>
    public string TrustFolder => folder;

    public FailingDesk Desk => (FailingDesk)Get<IOnCallDesk>();

    public SwitchedRoom Room => Get<SwitchedRoom>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a node with a database of its own.</summary>
    public static async Task<PeersNode> StartAsync(TestLab lab, string country, Action<IServiceCollection>? adapt = null)
    {
        var store = await TestStore.CreateAsync();
        return await StartAsync(lab, country, store, isOwner: true, lab.Port(country), adapt);
    }

    /// <summary>Starts a node, or another replica of it on another port, over a database.</summary>
    public static async Task<PeersNode> StartAsync(
        TestLab lab,
        string country,
        TestStore store,
        bool isOwner,
        int port,
        Action<IServiceCollection>? adapt = null,
        Action<string>? adaptFolder = null)
    {
        var folder = Directory.CreateTempSubdirectory("peers-test-").FullName;
        lab.SaveForNode(country, folder);
        adaptFolder?.Invoke(folder);
        var logs = new LogWatch();
        var app = Build(country, store, folder, port, logs, adapt);
        await app.StartAsync(Cancellation);
        return new PeersNode(country, app, isOwner ? store : null, folder, logs);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Files a request; answers its reference number.</summary>
    public async Task<string> FileAsync(string requested, ContactNetwork.V1.Urgency urgency = ContactNetwork.V1.Urgency.Urgent)
    {
        var request = Samples.Request(requested, urgency);
        var response = await Get<FilePreservationHandler>().HandleAsync(
            request,
            RequestKey.Of(StoreHost.Officer.PersonId.ToString("N"), "file", request.RequestId, request),
            StoreHost.Officer,
            Cancellation);
        return response.Row.Reference;
    }

    /// <summary>Runs a query that gives one value.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation) ?? throw new InvalidOperationException($"Nothing came of: {sql}"));
    }

    public Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from node.{table}");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Waits until a count has a value.</summary>
    public Task UntilCountAsync(string table, long count) => Eventually.Async(
        async () => await CountAsync(table) == count, Deadlines.OverSockets, Cancellation, $"{Country} has {count} in {table}");

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        if (store is not null)
            await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        Logs.Verify();
    }

    private static WebApplication Build(
        string country, TestStore store, string folder, int port, LogWatch logs, Action<IServiceCollection>? adapt)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:ConnectionString"] = store.ConnectionString,
            ["Trust:Folder"] = folder,
            ["Peers:Desks:XB"] = "+999200",
            ["Ports:People"] = "127.0.0.1:0",
            ["Ports:Peers"] = "127.0.0.1:0",
            ["Ports:PeopleCertificateFile"] = "unused",
            ["Ports:PeopleCertificateKeyFile"] = "unused",
        });
        builder.Logging.ClearProviders().AddProvider(logs.Provider);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new NodeIdentity(country, TestLab.NetworkId, Realm.Operational, store.DataFolder));
        builder.Services.AddStore();
        builder.Services.AddClerks();
        builder.Services.AddOperations(builder.Configuration);
        builder.AddEdge();
        builder.Services.AddPeers();
        builder.Services.AddPreservations();
        builder.Services.AddSingleton<IOnCallDesk, FailingDesk>();
        builder.Services.AddSingleton<IPeersDesk, DeskForPeers>();
        Switch(builder.Services);
        adapt?.Invoke(builder.Services);
        ListenForPeers(builder, port);

        var app = builder.Build();
        app.UseEdge();
        app.MapPeers();
        return app;
    }

    private static void Switch(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(IInboundRoom)));
        services.AddSingleton<PreservationInbound>();
        services.AddSingleton<SwitchedRoom>();
        services.AddSingleton<IInboundRoom>(provider => provider.GetRequiredService<SwitchedRoom>());
    }

    /// <summary>The peers' listener only, on a port that the key set names.</summary>
    private static void ListenForPeers(WebApplicationBuilder builder, int port)
    {
        var theirs = builder.Services.Where(service =>
            service.ImplementationType == typeof(Listeners) || service.ImplementationType == typeof(BoundAddresses)).ToList();
        foreach (var service in theirs)
            builder.Services.Remove(service);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new PortFeature(Port.Peers));
                return next(connection);
            });
            listen.UseHttps(listen.ApplicationServices.GetRequiredService<PeerListener>().TlsOptions());
        }));
    }
}
