namespace ContactNetwork.Client.Tokens;

/// <summary>Gives access tokens for a node's people's port.</summary>
public interface ITokenSource
{
    /// <summary>Says whether a refused token can be replaced without a person.</summary>
    bool CanRefresh { get; }

    /// <summary>Gives a token.</summary>
    /// <param name="fresh">Asks for another token than the last one, which was refused.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ContactNetworkException">Nobody is logged in, or the issuer can't be reached.</exception>
    ValueTask<string> GetAsync(bool fresh, CancellationToken cancellation);
}

/// <summary>One given token, e.g. of a test.</summary>
/// <param name="token">The access token.</param>
public sealed class FixedTokenSource(string token) : ITokenSource
{
    /// <inheritdoc/>
    public bool CanRefresh => false;

    /// <inheritdoc/>
    public ValueTask<string> GetAsync(bool fresh, CancellationToken cancellation) => ValueTask.FromResult(token);
}
