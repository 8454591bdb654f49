using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContactNetwork.Node.Tests.Kit;

/// <summary>
/// One replica of the node's store, clerks and preservations without ports: the real things over real PostgreSQL, with a
/// desk that records what it is asked and a book in which every other country is a member.
/// </summary>
internal sealed class StoreHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly LogWatch logs;

    private StoreHost(IHost host, LogWatch logs)
    {
        this.host = host;
        this.logs = logs;
    }

    /// <summary>The person who acts unless a test says otherwise.</summary>
    public static Caller Officer { get; } = new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000aa"), "Officer", [Role.CaseOfficer, Role.DutyOfficer], IsMachine: false);

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public RecordingDesk Desk => (RecordingDesk)Get<IOnCallDesk>();

    public LogWatch Logs => logs;

    /// <summary>Starts a replica over a database; two over the same database are two replicas of one node.</summary>
    public static async Task<StoreHost> StartAsync(
        string connectionString, string dataFolder, Action<IServiceCollection>? adapt = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Store:ConnectionString"] = connectionString });
        var logs = new LogWatch();
        builder.Logging.AddProvider(logs.Provider);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new NodeIdentity("XA", "lab", Realm.Operational, dataFolder));
        services.AddStore();
        services.AddClerks();
        services.AddSingleton<Alarms>();
        services.AddPreservations();
        services.AddSingleton<IPeerBook, OpenBook>();
        services.AddSingleton<IOnCallDesk, RecordingDesk>();
        adapt?.Invoke(services);
        var host = builder.Build();
        await host.StartAsync();
        return new StoreHost(host, logs);
    }

    /// <summary>Files a request.</summary>
    public Task<FilePreservationResponse> FileAsync(FilePreservationRequest request) => FileForAsync(request, CancellationToken.None);

    /// <summary>Files a request for a caller that may go away.</summary>
    public Task<FilePreservationResponse> FileForAsync(FilePreservationRequest request, CancellationToken caller) =>
        Get<FilePreservationHandler>().HandleAsync(request, KeyOf(request), Officer, caller);

    /// <summary>By which a request is remembered.</summary>
    public static RequestKey KeyOf(FilePreservationRequest request) =>
        RequestKey.Of(Officer.PersonId.ToString("N"), "file", request.RequestId, request);

    /// <summary>Runs a query that gives one value.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"Nothing came of: {sql}"));
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Get<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        logs.Verify();
    }
}

/// <summary>A desk that records what it is asked.</summary>
internal sealed class RecordingDesk : IOnCallDesk
{
    private readonly List<OnCallOrder> orders = [];

    public string DeskPhone => "+99912345";

    public IReadOnlyList<OnCallOrder> Orders
    {
        get
        {
            lock (orders)
                return [.. orders];
        }
    }

    public Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        lock (orders)
            orders.Add(order);
        return Task.CompletedTask;
    }

    public Task<bool> PagePlainlyAsync(PlainPage page, CancellationToken cancellation) => Task.FromResult(false);
}

/// <summary>A book in which every other country is a member, but XZ.</summary>
internal sealed class OpenBook : IPeerBook
{
    public bool IsActive(string country) => country != "XZ";

    public IReadOnlySet<string>? FeaturesOf(string country) => null;

    public string? DeskPhone(string country) => "+99900000";
}
