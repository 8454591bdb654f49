using System.Net;
using System.Text.Json;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class DiscoveryTests(SharedProvider shared)
{
    private readonly Provider _provider = shared.Provider;

    [Theory]
    [InlineData("authorization_endpoint", "connect/authorize")]
    [InlineData("token_endpoint", "connect/token")]
    [InlineData("userinfo_endpoint", "connect/userinfo")]
    [InlineData("introspection_endpoint", "connect/introspect")]
    [InlineData("revocation_endpoint", "connect/revocation")]
    [InlineData("end_session_endpoint", "connect/endsession")]
    [InlineData("device_authorization_endpoint", "connect/deviceauthorization")]
    [InlineData("jwks_uri", ".well-known/openid-configuration/jwks")]
    public async Task Endpoints_are_laid_out_as_in_IdentityServer4(string name, string path) =>
        Assert.Equal(new Uri(_provider.Address, path), new Uri((await _provider.DiscoverAsync()).GetProperty(name).GetString()!));

    [Fact]
    public async Task Only_what_is_safe_is_offered()
    {
        var document = await _provider.DiscoverAsync();

        Assert.Equal(_provider.Address.ToString(), document.GetProperty("issuer").GetString());
        Assert.Equal(["code"], Strings(document, "response_types_supported"));
        Assert.Equal(["S256"], Strings(document, "code_challenge_methods_supported"));
        Assert.Equal(["ES256"], Strings(document, "id_token_signing_alg_values_supported"));
        Assert.Equal(
            ["authorization_code", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
            Strings(document, "grant_types_supported").Order());
    }

    [Fact]
    public async Task Published_keys_hold_no_private_part()
    {
        using var http = _provider.NewClient();
        var text = await http.GetStringAsync("/.well-known/openid-configuration/jwks", TestContext.Current.CancellationToken);

        var keys = JsonDocument.Parse(text).RootElement.GetProperty("keys").EnumerateArray().ToList();
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.False(key.TryGetProperty("d", out _) || key.TryGetProperty("k", out _)));
    }

    [Fact]
    public async Task A_forged_host_is_not_repeated()
    {
        using var http = _provider.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration") { Headers = { Host = "evil.example" } };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_is_alive_and_ready(string path)
    {
        using var http = _provider.NewClient();
        Assert.Equal("Healthy", await http.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string?> Strings(JsonElement document, string name) => document.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}
