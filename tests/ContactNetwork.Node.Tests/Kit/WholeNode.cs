using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People;
using ContactNetwork.Node.Tests.OnCall;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.Testing.Mail;
using ContactNetwork.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.Kit;

/// <summary>
/// A whole national node in this process, built as the program builds it: its three real ports with TLS, its store, its
/// clerks. People have one role each; pages go to a real mail server.
/// </summary>
internal sealed class WholeNode : IAsyncDisposable
{
    private const string ConfigFile = "node.json";
    private const string TrustName = "trust";

    private readonly WebApplication app;
    private readonly TestStore store;
    private readonly TestIssuer issuer;
    private readonly string folder;
    private readonly string thumbprint;

    private WholeNode(string country, WebApplication app, TestStore store, TestIssuer issuer, TestMailServer mail, string folder, LogWatch logs, string thumbprint)
    {
        (Country, this.app, this.store, this.issuer, Mail, this.folder, Logs, this.thumbprint) =
            (country, app, store, issuer, mail, folder, logs, thumbprint);
        using var bound = JsonDocument.Parse(File.ReadAllText(Path.Combine(store.DataFolder, BoundAddresses.FileName)));
        People = new Uri(bound.RootElement.GetProperty("people").GetString()!);
        Peers = new Uri(bound.RootElement.GetProperty("peers").GetString()!);
        Operations = new Uri(bound.RootElement.GetProperty("operations").GetString()!);
        Channel = GrpcChannel.ForAddress(People, new GrpcChannelOptions { HttpHandler = Handler(), DisposeHttpClient = true });
        Http = new HttpClient(Handler());
    }

    public string Country { get; }

    /// <summary>The folder of its settings and of the certificate of the people's port.</summary>
    public string Folder => folder;

    public PeopleService.PeopleServiceClient Register => new(Channel);

    public Uri People { get; }

    public Uri Peers { get; }

    public Uri Operations { get; }

    /// <summary>A channel to the people's port.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>A client for any of the ports.</summary>
    public HttpClient Http { get; }

    public TestMailServer Mail { get; }

    public LogWatch Logs { get; }

    public PreservationService.PreservationServiceClient Preservations => new(Channel);

    public OnCallService.OnCallServiceClient OnCall => new(Channel);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where its keys and trust are.</summary>
    public string TrustFolder => Path.Combine(folder, TrustName);

    /// <summary>Starts it over a database of its own, or over one that the test brings, e.g. to take it away.</summary>
    /// <param name="lab">The network.</param>
    /// <param name="country">The country.</param>
    /// <param name="connectionString">The test's own database.</param>
    /// <param name="clock">A clock that the test moves.</param>
    /// <param name="adaptTrust">Changes the trust folder before the start.</param>
    /// <param name="adapt">Puts services in the place of the node's own.</param>
    public static async Task<WholeNode> StartAsync(
        TestLab lab,
        string country,
        string? connectionString = null,
        TimeProvider? clock = null,
        Action<string>? adaptTrust = null,
        Action<IServiceCollection>? adapt = null)
    {
        var folder = Directory.CreateTempSubdirectory("whole-node-").FullName;
        lab.Network.SaveForNode(country, Path.Combine(folder, TrustName));
        adaptTrust?.Invoke(Path.Combine(folder, TrustName));
        var certificate = TestCertificate.Write(folder, "server");
        var issuer = await TestIssuer.StartAsync(folder);
        var mail = TestMailServer.Start();
        var store = await TestStore.CreateAsync();
        await WriteBootstrapAsync(folder, issuer);
        await WriteSettingsAsync(lab, country, folder, certificate, issuer, mail, store, connectionString);
        var logs = new LogWatch();
        var app = NodeHost.Build(
            ["--config", Path.Combine(folder, ConfigFile)],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(logs.Provider);
                if (clock is not null)
                    builder.Services.AddSingleton(clock);
                adapt?.Invoke(builder.Services);
            });
        await app.StartAsync(Cancellation);
        return new WholeNode(country, app, store, issuer, mail, folder, logs, certificate.Load().Thumbprint);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public string TokenOf(Role role) => issuer.Token(PeopleNode.SubjectOf(role));

    /// <summary>The headers of the person who has this role and no other.</summary>
    public Metadata As(Role role) => PeopleNode.Headers(TokenOf(role));

    public AuthenticationHeaderValue Bearer(Role role) => new("Bearer", TokenOf(role));

    /// <summary>Files a right request as the case officer.</summary>
    public async Task<BoardRow> FileAsync(string requested) => (await Preservations.FilePreservationAsync(
        Samples.Request(requested), As(Role.CaseOfficer), cancellationToken: Cancellation)).Row;

    /// <summary>The request, as somebody who reads cases sees it; null while it is not here.</summary>
    public async Task<GetPreservationResponse?> FindAsync(string reference)
    {
        try
        {
            return await Preservations.GetPreservationAsync(
                new GetPreservationRequest { Name = $"nodes/{Country.ToLowerInvariant()}/preservations/{reference}" },
                As(Role.Auditor),
                cancellationToken: Cancellation);
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Waits until the request looks as wanted.</summary>
    public async Task<GetPreservationResponse> WaitAsync(string reference, Func<GetPreservationResponse, bool> isWanted, string what)
    {
        GetPreservationResponse? found = null;
        await Eventually.Async(
            async () => (found = await FindAsync(reference)) is not null && isWanted(found),
            Deadlines.OverSockets,
            Cancellation,
            $"{Country} sees {reference} {what}");
        return found!;
    }

    /// <summary>A connection to the people's port as this node's certificate secures it.</summary>
    public RemoteCertificateValidationCallback IsOurs => (_, found, _, _) => ((X509Certificate2)found!).Thumbprint == thumbprint;

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await issuer.DisposeAsync();
        await Mail.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        Logs.Verify();
    }

    private SocketsHttpHandler Handler() => new()
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsOurs },
    };

    private static Task WriteBootstrapAsync(string folder, TestIssuer issuer) => File.WriteAllTextAsync(
        Path.Combine(folder, "people.json"),
        JsonSerializer.Serialize(RoleWords.Roles().Where(role => role != Role.Machine).Select(role => new
        {
            issuer = issuer.Address,
            subject = PeopleNode.SubjectOf(role),
            displayName = $"Person {role}",
            roles = new[] { role.ToString() },
        })),
        Cancellation);

    private static Task WriteSettingsAsync(
        TestLab lab, string country, string folder, TestCertificate certificate, TestIssuer issuer, TestMailServer mail, TestStore store, string? connectionString)
    {
        var settings = Settings.TwoPersons(mail.Port);
        settings["Node:Country"] = country;
        settings["Node:NetworkId"] = TestLab.NetworkId;
        settings["Node:DataFolder"] = store.DataFolder;
        // A planned test would come when its instant does, in the middle of another test.
        settings["ContactTests:IsScheduled"] = "false";
        settings["Ports:People"] = "127.0.0.1:0";
        settings["Ports:Peers"] = $"127.0.0.1:{lab.Port(country)}";
        settings["Ports:Operations"] = "127.0.0.1:0";
        settings["Ports:PeopleCertificateFile"] = certificate.CertificateFile;
        settings["Ports:PeopleCertificateKeyFile"] = certificate.KeyFile;
        settings["Store:ConnectionString"] = connectionString ?? store.ConnectionString;
        settings["Trust:Folder"] = Path.Combine(folder, TrustName);
        settings["People:Issuers:0:Authority"] = issuer.Address;
        settings["People:Issuers:0:Audience"] = TestIssuer.Audience;
        settings["People:Issuers:0:AllowedRoles:0"] = "All";
        settings["People:Issuers:0:BackchannelCaFile"] = issuer.Certificate.CertificateFile;
        settings["People:BootstrapFile"] = Path.Combine(folder, "people.json");
        return File.WriteAllTextAsync(Path.Combine(folder, ConfigFile), JsonSerializer.Serialize(settings), Cancellation);
    }
}
