using System.Net.Http.Json;
using System.Text.Json;

namespace ContactNetwork.Client.Tokens;

/// <summary>An OpenID provider, found by its discovery document; speaks the few calls that tools need.</summary>
/// <remarks>Nothing here is special to one provider: any that serves discovery, device flow and client credentials will do.</remarks>
public sealed class OpenIdProvider : IDisposable
{
    private const string DiscoveryPath = ".well-known/openid-configuration";
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private readonly HttpClient _http;
    private readonly Uri _issuer;
    private JsonElement? _document;

    /// <summary>Makes a provider of the issuer's address.</summary>
    /// <param name="issuer">The issuer, e.g. <c>https://identity.example:5104/</c>.</param>
    /// <param name="caFile">PEM file with the authorities that may vouch for it; the system's when null.</param>
    /// <exception cref="ArgumentException">The address is not https: secrets and tokens would travel in clear.</exception>
    public OpenIdProvider(Uri issuer, string? caFile)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        if (!issuer.IsAbsoluteUri || issuer.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"The issuer's address must begin with https://, not {issuer.OriginalString}.", nameof(issuer));
        _issuer = issuer.AbsoluteUri.EndsWith('/') ? issuer : new Uri(issuer.AbsoluteUri + "/");
        _http = new HttpClient(CustomTrust.Handler(caFile)) { Timeout = CallTimeout };
    }

    /// <summary>The issuer.</summary>
    public Uri Issuer => _issuer;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Posts a form to an endpoint named in the discovery document.</summary>
    /// <returns>The answer, or the provider's error in the words of RFC 6749.</returns>
    internal async Task<ProviderAnswer> PostAsync(
        string endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellation)
    {
        Uri address = await EndpointAsync(endpoint, cancellation);
        using var content = new FormUrlEncodedContent(form);
        try
        {
            using HttpResponseMessage response = await _http.PostAsync(address, content, cancellation);
            string text = await response.Content.ReadAsStringAsync(cancellation);
            if ((int)response.StatusCode >= 500) throw Away($"it answered {(int)response.StatusCode}", null);
            using JsonDocument body = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            return new ProviderAnswer(response.IsSuccessStatusCode, body.RootElement.Clone());
        }
        catch (HttpRequestException failure)
        {
            throw Away(failure.InnerException?.Message ?? failure.Message, failure);
        }
        catch (TaskCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw Away("no answer in time", failure);
        }
        catch (JsonException failure)
        {
            throw Away("its answer is not JSON", failure);
        }
    }

    /// <summary>Takes a login back (RFC 7009). Says whether the provider did so.</summary>
    /// <exception cref="ContactNetworkException">The provider can't be reached.</exception>
    public async Task<bool> RevokeAsync(TokenSet tokens, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ProviderAnswer answer = await PostAsync("revocation_endpoint", new Dictionary<string, string>
        {
            ["token"] = tokens.RefreshToken ?? tokens.AccessToken,
            ["client_id"] = tokens.ClientId,
        }, cancellation);
        return answer.IsSuccess;
    }

    private async Task<Uri> EndpointAsync(string endpoint, CancellationToken cancellation)
    {
        JsonElement document = await DiscoverAsync(cancellation);
        if (!document.TryGetProperty(endpoint, out JsonElement address) || address.GetString() is not { } text)
            throw ContactNetworkException.NotLoggedIn($"The issuer {_issuer} offers no {endpoint}.");
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? found) && found.Scheme == Uri.UriSchemeHttps
            ? found
            : throw ContactNetworkException.NotLoggedIn($"The issuer {_issuer} offers its {endpoint} without TLS: nothing is sent there.");
    }

    private async Task<JsonElement> DiscoverAsync(CancellationToken cancellation)
    {
        if (_document is { } known) return known;
        try
        {
            JsonElement document = await _http.GetFromJsonAsync<JsonElement>(new Uri(_issuer, DiscoveryPath), cancellation);
            _document = document;
            return document;
        }
        catch (HttpRequestException failure)
        {
            throw Away(failure.InnerException?.Message ?? failure.Message, failure);
        }
        catch (TaskCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw Away("no answer in time", failure);
        }
        catch (JsonException failure)
        {
            throw Away("its discovery document is not JSON", failure);
        }
    }

    private ContactNetworkException Away(string cause, Exception? inner) =>
        ContactNetworkException.Unavailable($"The issuer {_issuer} can't be reached: {cause}.", inner);
}

/// <summary>What a provider answered.</summary>
internal sealed record ProviderAnswer(bool IsSuccess, JsonElement Body)
{
    public string? Error => Text("error");

    public string? Text(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public int? Number(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out JsonElement value) && value.TryGetInt32(out int number)
            ? number
            : null;
}
