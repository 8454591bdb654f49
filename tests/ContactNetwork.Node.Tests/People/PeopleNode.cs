using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.People;
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

namespace ContactNetwork.Node.Tests.People;

/// <summary>
/// A node's people's port over TLS and PostgreSQL: the real edge, gate and register; the services of other rooms answer
/// "unimplemented", which only a caller who was let in gets to see.
/// </summary>
internal sealed class PeopleNode : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly WebApplication _app;
    private readonly string _folder;

    private PeopleNode(TestDatabase database, WebApplication app, string folder, TestIssuer issuer, LogWatch logs) =>
        (_database, _app, _folder, Issuer, Logs) = (database, app, folder, issuer, logs);

    public TestIssuer Issuer { get; }

    public LogWatch Logs { get; }

    public GrpcChannel Channel { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public PeopleService.PeopleServiceClient People => new(Channel);

    /// <summary>A node whose bootstrap file names one person for each role, "case-officer" and so on, and the program "intake".</summary>
    public static async Task<PeopleNode> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("people-test-").FullName;
        var issuer = await TestIssuer.StartAsync(folder);
        var database = await TestPostgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        return await StartAsync(database, folder, issuer, settings);
    }

    /// <summary>A node whose bootstrap file holds what the test wants; where that stops the start, nothing is left of it.</summary>
    public static async Task<PeopleNode> StartAsync(Func<TestIssuer, string> writeBootstrap)
    {
        var folder = Directory.CreateTempSubdirectory("people-test-").FullName;
        var issuer = await TestIssuer.StartAsync(folder);
        var database = await TestPostgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var bootstrap = Path.Combine(folder, "first-people.json");
        await File.WriteAllTextAsync(bootstrap, writeBootstrap(issuer), TestContext.Current.CancellationToken);
        try
        {
            return await StartAsync(database, folder, issuer, [("People:BootstrapFile", bootstrap)]);
        }
        catch (InvalidDataException)
        {
            await issuer.DisposeAsync();
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>A token of the person who has this role and no other.</summary>
    public string TokenOf(Role role) => role == Role.Machine ? Issuer.MachineToken("intake") : Issuer.Token(SubjectOf(role));

    public static string SubjectOf(Role role) => $"the-{role}";

    public static Metadata Headers(string token) => new() { { "authorization", $"Bearer {token}" } };

    public Metadata As(Role role) => Headers(TokenOf(role));

    public async Task<long> CountAsync(string table)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"select count(*) from node.{table}", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The reason of a refused call.</summary>
    public static ErrorInfo InfoOf(RpcException refused) => refused.GetRpcStatus()!.GetDetail<ErrorInfo>();

    public static async Task<(StatusCode Code, ErrorInfo Info)> RefusalAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        return (refused.StatusCode, InfoOf(refused));
    }

    /// <summary>The reason of a call that may be refused; null where it was not.</summary>
    public static async Task<string?> TriedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException refused)
        {
            return InfoOf(refused).Reason;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Issuer.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Logs.Verify();
    }

    private static async Task<PeopleNode> StartAsync(TestDatabase database, string folder, TestIssuer issuer, (string Key, string Value)[] settings)
    {
        var logs = new LogWatch();
        var certificate = TestCertificate.Write(folder, "node");
        var bootstrap = Path.Combine(folder, "people.json");
        await File.WriteAllTextAsync(bootstrap, JsonSerializer.Serialize(RoleWords.Roles().Select(role => new
        {
            issuer = issuer.Address,
            subject = role == Role.Machine ? "intake" : SubjectOf(role),
            displayName = $"Person {role}",
            roles = new[] { role.ToString() },
        })), TestContext.Current.CancellationToken);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ports:People"] = "127.0.0.1:0",
            ["Ports:Peers"] = "127.0.0.1:0",
            ["Ports:PeopleCertificateFile"] = certificate.CertificateFile,
            ["Ports:PeopleCertificateKeyFile"] = certificate.KeyFile,
            ["Store:ConnectionString"] = database.ConnectionString,
            ["People:Issuers:0:Authority"] = issuer.Address.TrimEnd('/'),
            ["People:Issuers:0:Audience"] = TestIssuer.Audience,
            ["People:Issuers:0:BackchannelCaFile"] = issuer.Certificate.CertificateFile,
            ["People:BootstrapFile"] = bootstrap,
        });
        if (settings.All(setting => !setting.Key.StartsWith("People:Issuers:0:AllowedRoles", StringComparison.Ordinal)))
            builder.Configuration["People:Issuers:0:AllowedRoles:0"] = "All";
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders().AddProvider(logs.Provider);
        AddServices(builder, folder);
        // Its own listener in place of the three, so that no trust between nations is needed here.
        Remove(builder.Services, typeof(Listeners), typeof(BoundAddresses));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new PortFeature(Port.People));
                return next(connection);
            });
            listen.UseHttps(certificate.Load());
        }));

        var app = builder.Build();
        app.UseEdge();
        app.UsePeople();
        app.MapEdge();
        app.MapPeople();
        app.MapGrpcService<PreservationStub>().OnPort(Port.People);
        app.MapGrpcService<OnCallStub>().OnPort(Port.People);
        app.MapGrpcService<PeerStub>().OnPort(Port.People);
        app.MapGrpcService<NodeStub>().OnPort(Port.People);
        app.MapGrpcService<ContactStub>().OnPort(Port.People);
        app.MapGrpcService<ContactTestStub>().OnPort(Port.People);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (InvalidDataException)
        {
            await app.DisposeAsync();
            throw;
        }

        return new PeopleNode(database, app, folder, issuer, logs).Connect(certificate);
    }

    private static void AddServices(WebApplicationBuilder builder, string folder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new NodeIdentity("XA", "lab", Domain.Realm.Operational, folder));
        builder.Services.AddSingleton<IPolicyVersion, Policy>();
        builder.Services.AddStore();
        builder.Services.AddClerks();
        builder.Services.AddOperations(builder.Configuration);
        builder.AddEdge();
        builder.Services.AddPeople();
    }

    private static void Remove(IServiceCollection services, params Type[] implementations)
    {
        foreach (var descriptor in services.Where(descriptor => implementations.Contains(descriptor.ImplementationType)).ToList())
            services.Remove(descriptor);
    }

    private PeopleNode Connect(TestCertificate certificate)
    {
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var thumbprint = certificate.Load().Thumbprint;
        SocketsHttpHandler Handler() => new()
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, found, _, _) => ((X509Certificate2)found!).Thumbprint == thumbprint },
        };
        Channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = Handler(), DisposeHttpClient = true, MaxSendMessageSize = null });
        Http = new HttpClient(Handler()) { BaseAddress = address };
        return this;
    }

    private sealed class Policy : IPolicyVersion
    {
        public string Version => "test";
    }

    private sealed class OnCallStub : OnCallService.OnCallServiceBase;

    private sealed class PeerStub : PeerService.PeerServiceBase;

    private sealed class ContactStub : ContactService.ContactServiceBase;

    private sealed class ContactTestStub : ContactTestService.ContactTestServiceBase;

    private sealed class NodeStub : NodeService.NodeServiceBase;

    /// <summary>Its board stream lasts until the call is cancelled.</summary>
    private sealed class PreservationStub : PreservationService.PreservationServiceBase
    {
        public override async Task WatchBoard(WatchBoardRequest request, IServerStreamWriter<WatchBoardResponse> responseStream, ServerCallContext context)
        {
            if (request.ResumeToken.Length == 0)
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unimplemented, "Nothing to watch."));
            await responseStream.WriteAsync(new WatchBoardResponse { ResumeToken = "first" }, context.CancellationToken);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
