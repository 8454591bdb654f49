namespace ContactNetwork.Client.Tokens;

/// <summary>What a provider handed out at one login or refresh.</summary>
/// <param name="AccessToken">The token for the node.</param>
/// <param name="RefreshToken">The token for the next access token; null when the provider gave none.</param>
/// <param name="ExpireTime">When the access token ends, by this machine's clock.</param>
/// <param name="Issuer">The issuer that gave them.</param>
/// <param name="ClientId">The client id they were given to.</param>
public sealed record TokenSet(
    string AccessToken, string? RefreshToken, DateTimeOffset ExpireTime, string Issuer, string ClientId)
{
    private const int LifetimeWhenUnknownSeconds = 300;

    internal static TokenSet Read(ProviderAnswer answer, string issuer, string clientId, string? oldRefreshToken, TimeProvider time) => new(
        answer.Text("access_token") ?? throw ContactNetworkException.NotLoggedIn($"The issuer {issuer} gave no access token."),
        answer.Text("refresh_token") ?? oldRefreshToken,
        time.GetUtcNow().AddSeconds(answer.Number("expires_in") ?? LifetimeWhenUnknownSeconds),
        issuer,
        clientId);

    /// <summary>Says whether the access token should be replaced before use.</summary>
    internal bool EndsSoon(TimeProvider time, TimeSpan margin) => time.GetUtcNow() + margin >= ExpireTime;
}
