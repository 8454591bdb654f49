using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ContactNetwork.Identity.Store;
using ContactNetwork.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Identity.Tests;

/// <summary>The provider as it is served: Kestrel with TLS on a free port, over a PostgreSQL database of its own.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly TestDatabase _database;
    private readonly bool _ownsStore;
    private readonly string _configFile;

    private Provider(TestDatabase database, string folder, WebApplication app, LogWatch logs, bool ownsStore, string configFile) =>
        (_database, Folder, App, Logs, _ownsStore, _configFile) = (database, folder, app, logs, ownsStore, configFile);

    public WebApplication App { get; }

    public string Folder { get; }

    public LogWatch Logs { get; }

    public string ConnectionString => _database.ConnectionString;

    public Uri Address => App.Services.GetRequiredService<PublicAddress>().Issuer;

    public static async Task<Provider> StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("identity-test-").FullName;
        WriteCertificate(folder);
        var database = await TestPostgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        return await StartAsync(database, folder, ownsStore: true, settings);
    }

    /// <summary>A second process on the same store and data folder; the store goes with the first.</summary>
    public Task<Provider> StartReplicaAsync(params (string Key, string Value)[] settings) => StartAsync(_database, Folder, ownsStore: false, settings);

    public static Dictionary<string, string?> SettingsOf(string connectionString, string folder) => new()
    {
        ["Identity:Issuer"] = "https://localhost:0",
        ["Identity:Listen"] = "127.0.0.1:0",
        ["Identity:CertificateFile"] = Path.Combine(folder, "server.crt"),
        ["Identity:CertificateKeyFile"] = Path.Combine(folder, "server.key"),
        ["Identity:DataFolder"] = Path.Combine(folder, "data"),
        ["Identity:KeyRefreshInterval"] = "00:00:01",
        ["Identity:SubmissionsPerMinute"] = "1000",
        ["Store:ConnectionString"] = connectionString,
    };

    public static void WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "server.crt"), certificate.ExportCertificatePem());
    }

    /// <summary>A browser with a cookie jar of its own.</summary>
    public Browser Open() => new(Address, NewClient(new CookieContainer()));

    /// <summary>A program: no cookies, no redirects.</summary>
    public HttpClient NewClient(CookieContainer? cookies = null)
    {
        var thumbprint = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Folder, "server.crt"))).Thumbprint;
        return new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = cookies is not null,
            CookieContainer = cookies ?? new CookieContainer(),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => ((X509Certificate2)certificate!).Thumbprint == thumbprint,
            },
        })
        { BaseAddress = Address };
    }

    public async Task<Account> AddPersonAsync(string name)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var account = new Account { Id = Guid.NewGuid(), UserName = name, DisplayName = $"{name} of Avalonia", CreateTime = TimeProvider.System.GetUtcNow() };
        var result = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account, Password);
        Assert.True(result.Succeeded, result.ToString());
        return account;
    }

    /// <summary>Runs an administration command as the shell would, beside the running server.</summary>
    public Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.InProcessAsync(_configFile, input: "", arguments);

    /// <summary>Runs an administration command with something on its standard input.</summary>
    public Task<CommandRun> RunWithInputAsync(string input, params string[] arguments) => CommandRun.InProcessAsync(_configFile, input, arguments);

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use) where TService : notnull
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>Adds a client as <c>clients add</c> does, and gives its secret.</summary>
    public async Task<string> AddClientAsync(string id, string kind, params string[] more)
    {
        var run = await RunAsync(["clients", "add", "--id", id, "--kind", kind, "--json", .. more]);
        Assert.Equal(0, run.ExitCode);
        return run.Json().GetProperty("secret").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        if (_ownsStore)
        {
            await _database.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }

        Logs.Verify();
    }

    private static async Task<Provider> StartAsync(TestDatabase database, string folder, bool ownsStore, (string Key, string Value)[] settings)
    {
        var logs = new LogWatch();
        var all = SettingsOf(database.ConnectionString, folder);
        foreach (var (key, value) in settings)
            all[key] = value;
        var configFile = Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(configFile, JsonSerializer.Serialize(all), TestContext.Current.CancellationToken);
        var app = IdentityHost.Build(configFile, builder => builder.Logging.ClearProviders().AddProvider(logs.Provider));
        await app.PrepareAsync(TestContext.Current.CancellationToken);
        await app.ServeAsync(TestContext.Current.CancellationToken);
        return new Provider(database, folder, app, logs, ownsStore, configFile);
    }
}
