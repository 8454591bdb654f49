using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace ContactNetwork.Identity.Tests;

/// <summary>A client program's side of OpenID Connect, written against the discovery document only.</summary>
internal static class Protocol
{
    public const string CnRedirect = "http://127.0.0.1:43210/callback";
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public static async Task<JsonElement> DiscoverAsync(this Provider provider)
    {
        using var http = provider.NewClient();
        var text = await http.GetStringAsync("/.well-known/openid-configuration", TestContext.Current.CancellationToken);
        return JsonDocument.Parse(text).RootElement;
    }

    public static async Task<Answer> PostAsync(this Provider provider, string path, params (string Name, string Value)[] form)
    {
        using var http = provider.NewClient();
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static Task<Answer> TokenAsync(this Provider provider, params (string Name, string Value)[] form) => provider.PostAsync("/connect/token", form);

    public static (string Verifier, string Challenge) NewPkce()
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        return (verifier, Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    public static string AuthorizePath(string client, string redirect, string challenge, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] parameters =
        [
            ("client_id", client), ("redirect_uri", redirect), ("response_type", "code"), ("scope", "openid profile offline_access contact-network"),
            ("state", "some-state"), ("nonce", "some-nonce"), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ];
        var all = parameters.Where(parameter => more.All(other => other.Name != parameter.Name)).Concat(more).Where(parameter => parameter.Value.Length > 0);
        return "/connect/authorize?" + string.Join('&', all.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
    }

    /// <summary>The parameters that the client receives at its redirect address.</summary>
    public static string? Parameter(this Uri? uri, string name) => uri is null ? null : HttpUtility.ParseQueryString(uri.Query)[name];

    /// <summary>Signs a person in to <c>cn</c> by the code flow, and gives the token answer.</summary>
    public static async Task<Answer> SignInToCnAsync(this Provider provider, string name)
    {
        var (verifier, challenge) = NewPkce();
        using var browser = provider.Open();
        await browser.GetAsync(AuthorizePath("cn", CnRedirect, challenge));
        await browser.SignInAsync(name);
        await browser.SubmitAsync(("decision", "allow"));
        return await provider.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "cn"), ("redirect_uri", CnRedirect),
            ("code", browser.LeadsTo.Parameter("code")!), ("code_verifier", verifier));
    }

    public static Task<Answer> RefreshAsync(this Provider provider, string refreshToken) =>
        provider.TokenAsync(("grant_type", "refresh_token"), ("client_id", "cn"), ("refresh_token", refreshToken));

    public static async Task<HttpStatusCode> UserInfoStatusAsync(this Provider provider, string accessToken) => (await provider.UserInfoAsync(accessToken)).Status;

    public static async Task<Answer> UserInfoAsync(this Provider provider, string accessToken)
    {
        using var http = provider.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Checks an access token as a node does: by the published keys, type, issuer and audience.</summary>
    public static async Task<TokenValidationResult> ValidateAsync(this Provider provider, string accessToken, string? issuer = null, string audience = "contact-network-node")
    {
        using var http = provider.NewClient();
        var keys = new JsonWebKeySet(await http.GetStringAsync("/.well-known/openid-configuration/jwks", TestContext.Current.CancellationToken));
        return await new JsonWebTokenHandler().ValidateTokenAsync(accessToken, new TokenValidationParameters
        {
            ValidIssuer = issuer ?? provider.Address.ToString(),
            ValidAudience = audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeys = keys.GetSigningKeys(),
            ClockSkew = TimeSpan.Zero,
        });
    }

    public static string KeyIdOf(string token) => new JsonWebToken(token).Kid;
}

/// <summary>What an endpoint said.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body)
{
    public string? this[string name] => Body.StartsWith('{') && Json.TryGetProperty(name, out var value) ? value.ToString() : null;

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string AccessToken => this["access_token"] ?? throw new InvalidOperationException(Body);

    public string RefreshToken => this["refresh_token"] ?? throw new InvalidOperationException(Body);
}
