using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;

namespace ContactNetwork.Identity.Protocol;

/// <summary>What pages need to know about a client.</summary>
internal sealed class Clients(IOpenIddictApplicationManager manager)
{
    /// <summary>The name shown to people; null if there is no such client.</summary>
    public async Task<string?> FindNameAsync(string? id, CancellationToken cancellation) =>
        id is not null && await manager.FindByClientIdAsync(id, cancellation) is { } client
            ? await manager.GetDisplayNameAsync(client, cancellation) ?? id
            : null;

    /// <summary>Whether a person must be asked each time: everybody can claim to be a client without a secret.</summary>
    public async Task<bool> MustAskAsync(string? id, CancellationToken cancellation) =>
        id is null
        || await manager.FindByClientIdAsync(id, cancellation) is not { } client
        || !await manager.HasConsentTypeAsync(client, OpenIddictConstants.ConsentTypes.Implicit, cancellation);

    /// <summary>The redirect address in an authorization request that waits for a sign-in; null unless it is one of the client's own.</summary>
    public async Task<string?> FindRedirectAsync(string returnUrl, CancellationToken cancellation)
    {
        var question = returnUrl.IndexOf('?', StringComparison.Ordinal);
        if (question < 0 || returnUrl[..question] != Paths.Authorize)
            return null;
        var query = QueryHelpers.ParseQuery(returnUrl[question..]);
        var (id, redirect) = (query[OpenIddictConstants.Parameters.ClientId].ToString(), query[OpenIddictConstants.Parameters.RedirectUri].ToString());
        return id.Length > 0 && redirect.Length > 0
            && await manager.FindByClientIdAsync(id, cancellation) is { } client
            && await manager.ValidateRedirectUriAsync(client, redirect, cancellation)
            ? redirect
            : null;
    }
}
