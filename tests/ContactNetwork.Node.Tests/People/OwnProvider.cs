using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using ContactNetwork.Identity;
using ContactNetwork.Identity.Administration;
using ContactNetwork.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

/// <summary>The OpenID provider of this repository, as it is served, and people who sign in to it.</summary>
internal sealed partial class OwnProvider : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly WebApplication _app;
    private readonly string _folder;

    private OwnProvider(TestDatabase database, WebApplication app, string folder, TestCertificate certificate) =>
        (_database, _app, _folder, Certificate) = (database, app, folder, certificate);

    public TestCertificate Certificate { get; }

    public Uri Address => _app.Services.GetRequiredService<PublicAddress>().Issuer;

    private string ConfigFile => Path.Combine(_folder, "identity.json");

    public static async Task<OwnProvider> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("provider-test-").FullName;
        var certificate = TestCertificate.Write(folder, "provider");
        var database = await TestPostgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var config = Path.Combine(folder, "identity.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["Identity:Issuer"] = "https://127.0.0.1:0",
            ["Identity:Listen"] = "127.0.0.1:0",
            ["Identity:CertificateFile"] = certificate.CertificateFile,
            ["Identity:CertificateKeyFile"] = certificate.KeyFile,
            ["Identity:DataFolder"] = Path.Combine(folder, "data"),
            ["Store:ConnectionString"] = database.ConnectionString,
        }), TestContext.Current.CancellationToken);
        var app = IdentityHost.Build(config, builder => builder.Logging.ClearProviders());
        await app.PrepareAsync(TestContext.Current.CancellationToken);
        await app.ServeAsync(TestContext.Current.CancellationToken);
        return new OwnProvider(database, app, folder, certificate);
    }

    public async Task<JsonElement> AdministerAsync(params string[] arguments)
    {
        await using StringWriter output = new(), errors = new();
        var exitCode = await CommandLine.RunAsync([.. arguments, "--json", "--config", ConfigFile], new Streams(TextReader.Null, output, errors));
        Assert.True(exitCode == 0, errors.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement;
    }

    public async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var http = Open();
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await http.PostAsync(new Uri(Address, path), content, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>Signs a person in to <c>cn</c> as <c>cn login</c> does: by the device flow, through the pages.</summary>
    public async Task<string> SignInAsync(string name, string password)
    {
        var device = await PostAsync("/connect/deviceauthorization", ("client_id", "cn"), ("scope", "openid profile contact-network"));
        using var browser = Open();
        var page = await browser.GetAsync(device.GetProperty("verification_uri_complete").GetString(), TestContext.Current.CancellationToken);
        page = await SubmitAsync(browser, page, ("name", name), ("password", password));
        page = await SubmitAsync(browser, page, ("decision", "allow"));
        Assert.Equal("/device/done", page.RequestMessage!.RequestUri!.AbsolutePath);
        var answer = await PostAsync(
            "/connect/token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "cn"), ("device_code", device.GetProperty("device_code").GetString()!));
        return answer.GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private HttpClient Open()
    {
        var thumbprint = Certificate.Load().Thumbprint;
        return new HttpClient(new SocketsHttpHandler
        {
            CookieContainer = new CookieContainer(),
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, found, _, _) => ((X509Certificate2)found!).Thumbprint == thumbprint },
        });
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, HttpResponseMessage page, params (string Name, string Value)[] fields)
    {
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var hidden = Hidden().Matches(html).Select(match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return await browser.PostAsync(page.RequestMessage!.RequestUri, form, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("<input (?:type=\"hidden\" )?name=\"([^\"]+)\" (?:type=\"hidden\" )?value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
