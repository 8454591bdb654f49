namespace ContactNetwork.Client.Tokens;

/// <summary>A person's login from a token file; refreshed when it ends, by the refresh token.</summary>
/// <param name="file">The login.</param>
/// <param name="provider">The issuer.</param>
/// <param name="time">The clock.</param>
public sealed class CachedTokenSource(TokenFile file, OpenIdProvider provider, TimeProvider time) : ITokenSource, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1, 1);
    private TokenSet? _tokens;

    /// <inheritdoc/>
    public bool CanRefresh => true;

    /// <inheritdoc/>
    public async ValueTask<string> GetAsync(bool fresh, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            TokenSet? known = file.Read() ?? throw ContactNetworkException.NotLoggedIn("Nobody is logged in with this profile.");
            bool isOtherThanRefused = _tokens is not null && known.AccessToken != _tokens.AccessToken;
            bool isGood = !known.EndsSoon(time, Margin) && (!fresh || isOtherThanRefused);
            _tokens = isGood ? known : await RefreshAsync(known, cancellation);
            return _tokens.AccessToken;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<TokenSet> RefreshAsync(TokenSet old, CancellationToken cancellation)
    {
        if (old.RefreshToken is null) throw ContactNetworkException.NotLoggedIn("The login has ended.");
        ProviderAnswer answer = await provider.PostAsync("token_endpoint", new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = old.RefreshToken,
            ["client_id"] = old.ClientId,
        }, cancellation);
        if (!answer.IsSuccess)
        {
            // Another process of the same person may have used the refresh token a moment ago.
            if (file.Read() is { } newer && newer.AccessToken != old.AccessToken && !newer.EndsSoon(time, Margin)) return newer;
            throw ContactNetworkException.NotLoggedIn("The login has ended.");
        }

        TokenSet tokens = TokenSet.Read(answer, old.Issuer, old.ClientId, old.RefreshToken, time);
        file.Write(tokens);
        return tokens;
    }
}
