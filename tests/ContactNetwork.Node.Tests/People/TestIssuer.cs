using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace ContactNetwork.Node.Tests.People;

/// <summary>An OpenID issuer over TLS that signs whatever a test wants, right or wrong.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "contact-network-node";

    private readonly WebApplication _app;
    private readonly List<TestKey> _published = [];

    private TestIssuer(WebApplication app, TestCertificate certificate) => (_app, Certificate) = (app, certificate);

    public TestCertificate Certificate { get; }

    /// <summary>With a trailing slash, as some issuers write it.</summary>
    public string Address { get; private set; } = "";

    public TestKey Key { get; } = TestKey.NewEllipticCurve();

    public static async Task<TestIssuer> StartAsync(string folder)
    {
        var certificate = TestCertificate.Write(folder, $"issuer-{Guid.NewGuid():N}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate.Load())));
        var issuer = new TestIssuer(builder.Build(), certificate);
        issuer._published.Add(issuer.Key);
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Address, jwks_uri = issuer.Address + "keys" }));
        issuer._app.MapGet("/keys", () => Results.Text(new JsonObject { ["keys"] = new JsonArray([.. issuer._published.Select(key => key.Publish())]) }.ToJsonString(), "application/json"));
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
            .Replace("[::]", "127.0.0.1", StringComparison.Ordinal) + "/";
        return issuer;
    }

    public void Publish(TestKey key) => _published.Add(key);

    /// <summary>A good access token of a person, changed as the test wants.</summary>
    public string Token(string subject, Action<JsonObject>? change = null, Action<JsonObject>? changeHeader = null, TestKey? key = null)
    {
        key ??= Key;
        var header = new JsonObject { ["alg"] = key.Algorithm, ["typ"] = "at+jwt", ["kid"] = key.Id };
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new JsonObject
        {
            ["iss"] = Address,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["client_id"] = "cn",
            ["name"] = $"{subject} by the issuer",
            ["scope"] = "openid contact-network",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
            ["auth_time"] = now,
        };
        change?.Invoke(payload);
        changeHeader?.Invoke(header);
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A program's token, as IdentityServer4 makes it: without a subject.</summary>
    public string MachineToken(string client, Action<JsonObject>? change = null) => Token(client, payload =>
    {
        payload.Remove("sub");
        payload.Remove("auth_time");
        payload["client_id"] = client;
        change?.Invoke(payload);
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Encode(JsonObject part) => Base64UrlEncoder.Encode(part.ToJsonString(JsonSerializerOptions.Default));
}

/// <summary>A key that signs tokens, by any algorithm that a test wants.</summary>
internal sealed record TestKey(string Id, string Algorithm, Func<byte[], byte[]> Sign, Func<JsonNode> Publish)
{
    public static TestKey NewEllipticCurve()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Guid.NewGuid().ToString("N");
        var point = key.ExportParameters(false).Q;
        return new TestKey(id, "ES256", data => key.SignData(data, HashAlgorithmName.SHA256), () => new JsonObject
        {
            ["kty"] = "EC",
            ["use"] = "sig",
            ["crv"] = "P-256",
            ["kid"] = id,
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y),
        });
    }

    public static TestKey NewRsa(string algorithm)
    {
        var key = RSA.Create(2048);
        var id = Guid.NewGuid().ToString("N");
        var padding = algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var hash = algorithm.EndsWith("384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var numbers = key.ExportParameters(false);
        return new TestKey(id, algorithm, data => key.SignData(data, hash, padding), () => new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = id,
            ["n"] = Base64UrlEncoder.Encode(numbers.Modulus),
            ["e"] = Base64UrlEncoder.Encode(numbers.Exponent),
        });
    }

    /// <summary>Says that nothing needs signing.</summary>
    public TestKey AsUnsigned() => this with { Algorithm = "none", Sign = _ => [] };

    /// <summary>Uses what is published as if it were a shared secret.</summary>
    public TestKey AsSharedSecret() => this with
    {
        Algorithm = "HS256",
        Sign = data => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Publish().ToJsonString()), data),
    };
}
