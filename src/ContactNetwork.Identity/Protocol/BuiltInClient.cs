using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Protocol;

/// <summary>
/// The command line <c>cn</c>, on everybody's machine and therefore without a secret: device flow, and code flow back to a
/// loopback port of its choice. Since anybody can claim to be it, the person is always asked.
/// </summary>
internal sealed class BuiltInClient(IOpenIddictApplicationManager clients, IOptions<IdentityOptions> options)
{
    public const string Id = "cn";

    /// <summary>Where <c>cn</c> waits; a native client may add any port (RFC 8252).</summary>
    private static readonly Uri[] LoopbackRedirects = [new("http://127.0.0.1/callback"), new("http://[::1]/callback"), new("http://localhost/callback")];

    /// <summary>Makes the client, or brings it to what this version says.</summary>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var wanted = Describe(options.Value);
        if (await clients.FindByClientIdAsync(Id, cancellation) is { } existing)
            await clients.UpdateAsync(existing, wanted, cancellation);
        else
            await clients.CreateAsync(wanted, cancellation);
    }

    private static OpenIddictApplicationDescriptor Describe(IdentityOptions options)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = Id,
            DisplayName = "cn, the contact network's command line",
            ApplicationType = ApplicationTypes.Native,
            ClientType = ClientTypes.Public,
            ConsentType = ConsentTypes.Explicit,
        };
        client.RedirectUris.UnionWith(LoopbackRedirects);
        client.Permissions.UnionWith(
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.DeviceAuthorization,
            Permissions.Endpoints.Revocation, Permissions.Endpoints.EndSession,
            Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.DeviceCode, Permissions.GrantTypes.RefreshToken,
            Permissions.ResponseTypes.Code, Permissions.Scopes.Profile,
            .. options.Apis.Select(api => Permissions.Prefixes.Scope + api.Scope),
        ]);
        return client;
    }
}
