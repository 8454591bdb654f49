namespace ContactNetwork.Client.Tokens;

/// <summary>Logs a person in by the device flow (RFC 8628): the tool shows an address and a code, the person confirms in a browser.</summary>
/// <param name="provider">The issuer.</param>
/// <param name="clientId">The tool's client id.</param>
/// <param name="scope">The scopes to ask for.</param>
/// <param name="time">The clock.</param>
public sealed class DeviceLogin(OpenIdProvider provider, string clientId, string scope, TimeProvider time)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:device_code";
    private const int IntervalSeconds = 5;
    private const int LifetimeSeconds = 600;
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    /// <summary>Begins; the challenge is to be shown.</summary>
    public async Task<DeviceChallenge> BeginAsync(CancellationToken cancellation)
    {
        ProviderAnswer answer = await provider.PostAsync("device_authorization_endpoint", new Dictionary<string, string>
        {
            ["client_id"] = clientId,
            ["scope"] = scope,
        }, cancellation);
        if (!answer.IsSuccess)
            throw ContactNetworkException.NotLoggedIn($"The issuer refused to begin a login: {answer.Text("error_description") ?? answer.Error}.");
        return new DeviceChallenge(
            Required(answer, "device_code"),
            Required(answer, "user_code"),
            new Uri(Required(answer, "verification_uri")),
            answer.Text("verification_uri_complete") is { } complete ? new Uri(complete) : null,
            time.GetUtcNow().AddSeconds(answer.Number("expires_in") ?? LifetimeSeconds),
            TimeSpan.FromSeconds(answer.Number("interval") ?? IntervalSeconds));
    }

    /// <summary>Waits until the person has confirmed.</summary>
    /// <exception cref="ContactNetworkException">The person declined, or the code has ended.</exception>
    public async Task<TokenSet> WaitAsync(DeviceChallenge challenge, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        TimeSpan interval = challenge.Interval;
        while (time.GetUtcNow() < challenge.ExpireTime)
        {
            await Task.Delay(interval, time, cancellation);
            ProviderAnswer answer = await provider.PostAsync("token_endpoint", new Dictionary<string, string>
            {
                ["grant_type"] = GrantType,
                ["device_code"] = challenge.DeviceCode,
                ["client_id"] = clientId,
            }, cancellation);
            if (answer.IsSuccess) return TokenSet.Read(answer, provider.Issuer.AbsoluteUri, clientId, null, time);
            switch (answer.Error)
            {
                case "authorization_pending": break;
                case "slow_down": interval += SlowDown; break;
                case "access_denied": throw ContactNetworkException.NotLoggedIn("The login was declined.");
                case "expired_token": throw ContactNetworkException.NotLoggedIn("The code has ended before anybody confirmed it.");
                default: throw ContactNetworkException.NotLoggedIn($"The issuer refused: {answer.Text("error_description") ?? answer.Error}.");
            }
        }

        throw ContactNetworkException.NotLoggedIn("The code has ended before anybody confirmed it.");
    }

    private static string Required(ProviderAnswer answer, string name) => answer.Text(name)
        ?? throw ContactNetworkException.NotLoggedIn($"The issuer's answer lacks {name}.");
}

/// <summary>What a person needs to confirm a login, and what the tool needs to wait for it.</summary>
/// <param name="DeviceCode">The tool's secret.</param>
/// <param name="UserCode">The code to type.</param>
/// <param name="VerificationUri">The page to open.</param>
/// <param name="VerificationUriComplete">The page with the code filled in, when the provider offers one.</param>
/// <param name="ExpireTime">When the code ends.</param>
/// <param name="Interval">How long to wait between two questions.</param>
public sealed record DeviceChallenge(
    string DeviceCode,
    string UserCode,
    Uri VerificationUri,
    Uri? VerificationUriComplete,
    DateTimeOffset ExpireTime,
    TimeSpan Interval);
