namespace ContactNetwork.Client.Tokens;

/// <summary>A program's tokens, by its client id and secret. Programs are denied every human act.</summary>
/// <param name="provider">The issuer.</param>
/// <param name="clientId">The program's client id.</param>
/// <param name="clientSecret">Its secret.</param>
/// <param name="scope">The scopes to ask for; null for the provider's default.</param>
/// <param name="time">The clock.</param>
public sealed class ClientCredentialsTokenSource(
    OpenIdProvider provider, string clientId, string clientSecret, string? scope, TimeProvider time) : ITokenSource, IDisposable
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
            if (fresh || _tokens is null || _tokens.EndsSoon(time, Margin)) _tokens = await AskAsync(cancellation);
            return _tokens.AccessToken;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<TokenSet> AskAsync(CancellationToken cancellation)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = clientSecret,
        };
        if (scope is not null) form["scope"] = scope;
        ProviderAnswer answer = await provider.PostAsync("token_endpoint", form, cancellation);
        if (answer.IsSuccess) return TokenSet.Read(answer, provider.Issuer.AbsoluteUri, clientId, null, time);
        throw ContactNetworkException.NotLoggedIn(
            $"The issuer refused client '{clientId}': {answer.Text("error_description") ?? answer.Error}.");
    }
}
