using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Cli.Tests.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Cli.Tests;

/// <summary>
/// Stands in for a node's people's port and for an OpenID provider, over a real TLS socket: answers as the test says and
/// records what it was asked.
/// </summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeNode(WebApplication app, string folder)
    {
        _app = app;
        Folder = folder;
        Address = new Uri(app.Urls.Single());
    }

    /// <summary>A folder of the test's own.</summary>
    public string Folder { get; }

    public string CaFile => Path.Combine(Folder, "ca.crt");

    public Uri Address { get; }

    public FakeBehavior Behavior => _app.Services.GetRequiredService<FakeBehavior>();

    public static async Task<FakeNode> StartAsync()
    {
        string folder = Directory.CreateTempSubdirectory("cn-tests-").FullName;
        X509Certificate2 certificate = MakeCertificate(folder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new FakeBehavior());
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        app.MapGrpcService<FakePreservations>();
        app.MapGrpcService<FakeOnCall>();
        app.MapGrpcService<FakePeople>();
        app.MapGrpcService<FakePeers>();
        app.MapGrpcService<FakeContacts>();
        app.MapGrpcService<FakeContactTests>();
        app.MapGrpcService<FakeNodeService>();
        FakeProvider.Map(app);
        await app.StartAsync();
        return new FakeNode(app, folder);
    }

    /// <summary>Writes a profile that holds a ready access token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="more">More of the profile's JSON, with a comma in front.</param>
    public string Profile(string token = FakeBehavior.GoodToken, string more = "")
    {
        string tokenFile = Path.Combine(Folder, "token.txt");
        File.WriteAllText(tokenFile, token);
        return Write($$"""{ "node": "{{Address}}", "issuer": "{{Address}}", "caFile": "ca.crt", "issuerCaFile": "ca.crt", "country": "XA", "accessTokenFile": "token.txt", "directoryFolder": "directory"{{more}} }""");
    }

    /// <summary>Writes a profile of a person who logs in.</summary>
    public string PersonProfile() => Write(
        $$"""{ "node": "{{Address}}", "issuer": "{{Address}}", "caFile": "ca.crt", "issuerCaFile": "ca.crt", "country": "XA", "tokenFile": "login.json" }""");

    public string Write(string text, string name = "profile.json")
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Nobody answers from now on.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static X509Certificate2 MakeCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fake node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "ca.crt"), certificate.ExportCertificatePem());
        return certificate;
    }
}

/// <summary>What the fake does and what it saw.</summary>
internal sealed class FakeBehavior
{
    public const string GoodToken = "good";

    /// <summary>Failures to answer with, one a call, before the calls succeed.</summary>
    public ConcurrentQueue<RpcException> Failures { get; } = new();

    /// <summary>The tokens that are taken.</summary>
    public HashSet<string> Tokens { get; } = [GoodToken];

    /// <summary>Every message received, in order.</summary>
    public ConcurrentQueue<object> Received { get; } = new();

    public List<BoardRow> Rows { get; } = [];

    public GetPreservationResponse? Preservation { get; set; }

    public List<Alert> Alerts { get; } = [];

    /// <summary>The directory: every version of every sheet.</summary>
    public List<Sheet> Sheets { get; } = [];

    /// <summary>Whether ending a suspension takes a second person.</summary>
    public bool ResumeNeedsAnother { get; set; }

    /// <summary>What was refused at the border.</summary>
    public List<PeerRefusal> Border { get; } = [];

    /// <summary>The copy that the node makes; a node of an earlier version makes none.</summary>
    public IReadOnlyList<GetDirectoryCopyResponse>? Copy { get; set; }

    /// <summary>The contact tests that are listed.</summary>
    public List<ContactTest> Tests { get; } = [];

    /// <summary>The voice tests that are owed.</summary>
    public List<VoiceTestDuty> VoiceTestDuties { get; } = [];

    /// <summary>What filing warns of.</summary>
    public List<FilingWarning> Warnings { get; } = [];

    /// <summary>What each opening of the board's stream sends; then it breaks off.</summary>
    public ConcurrentQueue<WatchBoardResponse[]> Streams { get; } = new();

    /// <summary>What each opening of the alerts' stream sends; then it breaks off.</summary>
    public ConcurrentQueue<WatchAlertsResponse[]> AlertStreams { get; } = new();

    /// <summary>The duty list.</summary>
    public GetDutyListResponse Duty { get; set; } = new();

    /// <summary>How the provider says that its endpoints are reached.</summary>
    public string EndpointScheme { get; set; } = "https";

    /// <summary>Answers of the provider's token endpoint, one a call.</summary>
    public ConcurrentQueue<(int Status, string Body)> TokenAnswers { get; } = new();

    public ConcurrentQueue<IReadOnlyDictionary<string, string>> TokenForms { get; } = new();

    public T[] Of<T>() => [.. Received.OfType<T>()];

    public void Take(object request, ServerCallContext context)
    {
        string token = context.RequestHeaders.GetValue("authorization") ?? "";
        if (!Tokens.Contains(token["Bearer ".Length..]))
            throw Refusals.Of(StatusCode.Unauthenticated, "NOT_AUTHENTICATED", "No valid access token.");
        Received.Enqueue(request);
        if (Failures.TryDequeue(out RpcException? failure)) throw failure;
    }
}
