using System.Net;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>
/// The room of preservations with its store, behind the real edge and gRPC over a socket. The duty desk and the other
/// countries are stood in for; who calls stands in a header, because tokens are the business of other tests.
/// </summary>
internal sealed class PreservationsNode : IAsyncDisposable
{
    private const string CallerHeader = "test-caller";

    private readonly TestDatabase _database;
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly GrpcChannel _channel;
    private readonly LogWatch _logs;

    private PreservationsNode(string country, TestDatabase database, WebApplication app, string folder, LogWatch logs)
    {
        (Country, _database, _app, _folder, _logs) = (country, database, app, folder, logs);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _channel = GrpcChannel.ForAddress(address);
        Client = new PreservationService.PreservationServiceClient(_channel);
    }

    public string Country { get; }

    public PreservationService.PreservationServiceClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public Shell Shell => Services.GetRequiredService<Shell>();

    public RecordingDesk Desk => (RecordingDesk)Services.GetRequiredService<IOnCallDesk>();

    public string ConnectionString => _database.ConnectionString;

    public static async Task<PreservationsNode> StartAsync(string country = "XA", TimeProvider? time = null)
    {
        var database = await TestPostgres.CreateDatabaseAsync("preservations", PrepareAsync, TestContext.Current.CancellationToken);
        return await StartAsync(country, database, time ?? TimeProvider.System);
    }

    /// <summary>The headers of a person who has these roles.</summary>
    public static Metadata As(params Role[] roles) => As(Guid.Parse("0198c0de-0000-7000-8000-0000000000aa"), roles);

    public static Metadata As(Guid person, params Role[] roles) => new() { { CallerHeader, $"{person};{string.Join(',', roles)}" } };

    /// <summary>Files the sample, or what <paramref name="change"/> makes of it, as a case officer.</summary>
    public async Task<BoardRow> FileAsync(Action<FilePreservationRequest>? change = null)
    {
        var request = Samples.Filing();
        change?.Invoke(request);
        return (await Client.FilePreservationAsync(request, As(Role.CaseOfficer), cancellationToken: Cancellation)).Row;
    }

    public async Task<GetPreservationResponse> GetAsync(string name) => await Client.GetPreservationAsync(
        new GetPreservationRequest { Name = name }, As(Role.CaseOfficer), cancellationToken: Cancellation);

    /// <summary>The one row of the board.</summary>
    public async Task<BoardRow> OnlyRowAsync() => Assert.Single((await Client.ListPreservationsAsync(
        new ListPreservationsRequest(), As(Role.CaseOfficer), cancellationToken: Cancellation)).Rows);

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Stops the node as an operator would, with its callers still there.</summary>
    public Task StopAsync() => _app.StopAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _logs.Verify();
    }

    /// <summary>What a refused call tells.</summary>
    public static async Task<(StatusCode Code, ErrorInfo Info, BadRequest? Fields)> RefusalAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        var status = refused.GetRpcStatus();
        Assert.NotNull(status);
        return (refused.StatusCode, status.GetDetail<ErrorInfo>(), status.GetDetail<BadRequest>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task PrepareAsync(string connectionString)
    {
        var folder = Directory.CreateTempSubdirectory("preservations-schema-").FullName;
        await using (var app = Build("XA", connectionString, folder, new LogWatch(), TimeProvider.System))
        {
            await app.StartAsync();
            await app.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<PreservationsNode> StartAsync(string country, TestDatabase database, TimeProvider time)
    {
        var folder = Directory.CreateTempSubdirectory("preservations-test-").FullName;
        var logs = new LogWatch();
        var app = Build(country, database.ConnectionString, folder, logs, time);
        await app.StartAsync(Cancellation);
        return new PreservationsNode(country, database, app, folder, logs);
    }

    private static WebApplication Build(string country, string connectionString, string folder, LogWatch logs, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:ConnectionString"] = connectionString,
            ["Ports:People"] = "127.0.0.1:0",
            ["Ports:Peers"] = "127.0.0.1:0",
            ["Ports:PeopleCertificateFile"] = "unused",
            ["Ports:PeopleCertificateKeyFile"] = "unused",
        });
        builder.Logging.ClearProviders().AddProvider(logs.Provider);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(new NodeIdentity(country, "lab", Domain.Realm.Operational, folder));
        builder.Services.AddStore();
        builder.Services.AddClerks();
        builder.Services.AddOperations(builder.Configuration);
        builder.AddEdge();
        builder.Services.AddPreservations();
        builder.Services.AddSingleton<IOnCallDesk, RecordingDesk>();
        builder.Services.AddSingleton<IPeerBook>(new ThreeCountries(country));
        ListenOnOnePort(builder);

        var app = builder.Build();
        app.UseEdge();
        app.Use((context, next) =>
        {
            if (context.Request.Headers[CallerHeader].ToString().Split(';') is [var person, var roles])
            {
                Role[] held = [.. roles.Split(',').Select(Enum.Parse<Role>)];
                context.Features.Set(new Caller(Guid.Parse(person), "Test", [.. held], held.Contains(Role.Machine)));
            }

            return next(context);
        });
        app.MapPreservations();
        return app;
    }

    /// <summary>One listener without TLS in place of the node's three.</summary>
    private static void ListenOnOnePort(WebApplicationBuilder builder)
    {
        var theirs = builder.Services.Where(service =>
            service.ImplementationType == typeof(Listeners) || service.ImplementationType == typeof(BoundAddresses)).ToList();
        foreach (var service in theirs)
            builder.Services.Remove(service);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new PortFeature(Port.People));
                return next(connection);
            });
        }));
    }
}
