using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Alerts;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using ContactNetwork.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

/// <summary>A node of which only the store, the clerks and the desk run, on a database of its own or on another's.</summary>
internal sealed class DeskOfTests : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestDatabase? _database;
    private readonly string _folder;

    private DeskOfTests(IHost host, TestDatabase? database, string connectionString, string folder)
    {
        _host = host;
        _database = database;
        _folder = folder;
        ConnectionString = connectionString;
    }

    public static TimeSpan Deadline => Deadlines.OverSockets;

    public string ConnectionString { get; }

    public Shell Shell => _host.Services.GetRequiredService<Shell>();

    public RoomOfTests Room => _host.Services.GetRequiredService<RoomOfTests>();

    public AlertRows Rows => _host.Services.GetRequiredService<AlertRows>();

    /// <summary>Starts one on a fresh database.</summary>
    public static async Task<DeskOfTests> StartAsync(
        Dictionary<string, string?> settings, LogWatch logs, TimeProvider? time = null, Action<IServiceCollection>? adapt = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await TestPostgres.CreateDatabaseAsync(cancellation);
        var folder = Directory.CreateTempSubdirectory("desk-test-").FullName;
        return await StartAsync(database, database.ConnectionString, folder, settings, logs, time, adapt);
    }

    /// <summary>Starts another one on this one's database, as a second replica or a successor.</summary>
    public Task<DeskOfTests> StartBesideAsync(
        Dictionary<string, string?> settings, LogWatch logs, TimeProvider? time = null, Action<IServiceCollection>? adapt = null) =>
        StartAsync(database: null, ConnectionString, _folder, settings, logs, time, adapt);

    /// <summary>Does as another room would: raises an alert, in a session of its own.</summary>
    public async Task<Guid> RaiseAsync(
        Urgency urgency = Urgency.Emergency,
        Purpose purpose = Purpose.Real,
        Guid? subject = null,
        string cause = "REQUEST_RECEIVED")
    {
        var about = new AlertSubject(RoomOfTests.Kind, subject ?? Guid.NewGuid(), "PR-XA-2026-000001-7", "XA");
        await OrderAsync(new OnCallOrder.RaiseAlertAbout(about, cause, urgency, purpose));
        return (await OpenAsync(about.Id, cause))[0];
    }

    /// <summary>Carries out an order.</summary>
    public Task OrderAsync(OnCallOrder order) => Shell.RunAsync(
        (session, inner) => _host.Services.GetRequiredService<IOnCallDesk>().CarryOutAsync(session, order, session.Stamp(Actor.Clock), inner),
        TestContext.Current.CancellationToken);

    /// <summary>The open alerts of a subject.</summary>
    public Task<IReadOnlyList<Guid>> OpenAsync(Guid subject, string? cause = null) => Shell.RunAsync(
        (session, inner) => AlertTable.OpenOfSubjectAsync(session, RoomOfTests.Kind, subject, cause, inner),
        TestContext.Current.CancellationToken);

    /// <summary>The alert by its facts.</summary>
    public async Task<Alert> FindAsync(Guid alert) => await Shell.RunAsync(
        (session, inner) => session.FindAsync(AlertStreams.Alerts, alert, inner),
        TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("There is no such alert.");

    /// <summary>Waits until the alert is as wanted.</summary>
    public async Task<Alert> EventuallyAsync(Guid alert, Func<Alert, bool> condition, string what)
    {
        await Eventually.Async(async () => condition(await FindAsync(alert)), Deadline, TestContext.Current.CancellationToken, what);
        return await FindAsync(alert);
    }

    /// <summary>Asks the service's handlers as the edge does.</summary>
    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Stops its clerks; the database stays.</summary>
    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        if (_database is null)
            return;
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<DeskOfTests> StartAsync(
        TestDatabase? database,
        string connectionString,
        string folder,
        Dictionary<string, string?> settings,
        LogWatch logs,
        TimeProvider? time,
        Action<IServiceCollection>? adapt)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Store:ConnectionString", connectionString)]);
        builder.Logging.AddProvider(logs.Provider);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new NodeIdentity("XB", "test", settings.ContainsKey("Node:Realm") ? Realm.Exercise : Realm.Operational, folder));
        builder.Services.AddSingleton<IPolicyVersion>(new PolicyOfTests());
        builder.Services.AddSingleton<Alarms>();
        builder.Services.AddStore();
        builder.Services.AddClerks();
        builder.Services.AddOnCall();
        builder.Services.AddSingleton<RoomOfTests>();
        builder.Services.AddSingleton<ISubjectRoom>(provider => provider.GetRequiredService<RoomOfTests>());
        adapt?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new DeskOfTests(host, database, connectionString, folder);
    }

    private sealed class PolicyOfTests : IPolicyVersion
    {
        public string Version => "test-1";
    }
}

/// <summary>The room of the things that tests raise alerts about.</summary>
internal sealed class RoomOfTests : ISubjectRoom
{
    public const string Kind = "thing";

    private readonly ConcurrentQueue<SubjectNotice> _told = new();

    public string SubjectKind => Kind;

    public string Collection => "things";

    /// <summary>What it was told; a command that is tried again tells it again.</summary>
    public IReadOnlyList<SubjectNotice> Told => [.. _told];

    /// <summary>What it does when it is told.</summary>
    public Action<SubjectNotice> Hears { get; set; } = _ => { };

    public Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation)
    {
        Hears(notice);
        _told.Enqueue(notice);
        return Task.CompletedTask;
    }
}
