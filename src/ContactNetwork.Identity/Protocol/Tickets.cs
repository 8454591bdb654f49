using System.Collections.Immutable;
using System.Security.Claims;
using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Store;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Protocol;

/// <summary>What stands in tokens: for a person and for a machine.</summary>
internal sealed class Tickets(IOptions<IdentityOptions> options)
{
    /// <summary>Tells a person from a machine: <c>person</c> or <c>machine</c>.</summary>
    public const string KindClaim = "principal_kind";

    public const string Person = "person";
    public const string Machine = "machine";

    /// <summary>A person who gave a password in the session given.</summary>
    public ClaimsPrincipal ForPerson(Account account, ClaimsPrincipal session, ImmutableArray<string> scopes)
    {
        var identity = NewIdentity();
        identity.SetClaim(Claims.Subject, account.Id.ToString());
        identity.SetClaim(KindClaim, Person);
        identity.SetClaim(Claims.AuthenticationTime, Session.AuthenticationTime(session).ToUnixTimeSeconds());
        identity.SetClaims(Claims.AuthenticationMethodReference, [Session.PasswordMethod]);
        return Finish(Refresh(identity, account), scopes);
    }

    /// <summary>What an earlier ticket said, with the person's names as they are now.</summary>
    public ClaimsPrincipal Renew(ClaimsPrincipal earlier, Account account)
    {
        var identity = new ClaimsIdentity(earlier.Claims, TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        return Finish(Refresh(identity, account), earlier.GetScopes());
    }

    /// <summary>A program that proved its own secret. Its subject is its client id, as RFC 9068 recommends.</summary>
    public ClaimsPrincipal ForMachine(string clientId, string? displayName, ImmutableArray<string> scopes)
    {
        var identity = NewIdentity();
        identity.SetClaim(Claims.Subject, clientId);
        identity.SetClaim(Claims.Name, displayName ?? clientId);
        identity.SetClaim(KindClaim, Machine);
        return Finish(identity, scopes);
    }

    private static ClaimsIdentity NewIdentity() => new(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);

    private static ClaimsIdentity Refresh(ClaimsIdentity identity, Account account) => identity
        .SetClaim(Claims.Name, account.DisplayName)
        .SetClaim(Claims.PreferredUsername, account.UserName);

    private ClaimsPrincipal Finish(ClaimsIdentity identity, ImmutableArray<string> scopes)
    {
        identity.SetScopes(scopes);
        identity.SetResources(options.Value.Apis.Where(api => scopes.Contains(api.Scope)).Select(api => api.Name));
        identity.SetDestinations(static claim => claim.Type switch
        {
            Claims.PreferredUsername when !claim.Subject!.HasScope(Scopes.Profile) => [],
            Claims.PreferredUsername => [Destinations.IdentityToken],
            KindClaim => [Destinations.AccessToken],
            _ => [Destinations.AccessToken, Destinations.IdentityToken],
        });
        return new ClaimsPrincipal(identity);
    }
}
