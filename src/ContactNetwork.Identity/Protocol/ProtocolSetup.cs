using ContactNetwork.Identity.Keys;
using ContactNetwork.Identity.Store;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace ContactNetwork.Identity.Protocol;

/// <summary>OpenID Connect laid out as IdentityServer4 lays it out, so that either can stand behind the same configuration.</summary>
internal static class ProtocolSetup
{
    public static readonly TimeSpan AuthorizationCodeLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Letters only, no vowels: easy to type on a phone, and no words.</summary>
    private static readonly string[] UserCodeCharacters = [.. "BCDFGHJKLMNPQRSTVWXZ".Select(letter => letter.ToString())];

    private const int UserCodeLength = 8;
    private const string UserCodeFormat = "{0}{1}{2}{3}-{4}{5}{6}{7}";

    public static IServiceCollection AddProtocol(this IServiceCollection services)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityStore>().ReplaceDefaultEntities<Guid>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris(Paths.Authorize)
                    .SetTokenEndpointUris(Paths.Token)
                    .SetUserInfoEndpointUris(Paths.UserInfo)
                    .SetIntrospectionEndpointUris(Paths.Introspect)
                    .SetRevocationEndpointUris(Paths.Revocation)
                    .SetEndSessionEndpointUris(Paths.EndSession)
                    .SetDeviceAuthorizationEndpointUris(Paths.DeviceAuthorization)
                    .SetEndUserVerificationEndpointUris(Paths.Device)
                    .SetConfigurationEndpointUris(Paths.Discovery)
                    .SetJsonWebKeySetEndpointUris(Paths.KeySet);

                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                server.AllowDeviceAuthorizationFlow().AllowClientCredentialsFlow().AllowRefreshTokenFlow();

                server.SetUserCodeCharset(UserCodeCharacters).SetUserCodeLength(UserCodeLength).SetUserCodeDisplayFormat(UserCodeFormat);
                server.SetAuthorizationCodeLifetime(AuthorizationCodeLifetime);

                // Nodes check access tokens themselves, so they must be able to read them.
                server.DisableAccessTokenEncryption();
                server.RegisterClaims(OpenIddictConstants.Claims.Name, OpenIddictConstants.Claims.PreferredUsername,
                    OpenIddictConstants.Claims.AuthenticationMethodReference, OpenIddictConstants.Claims.AuthenticationTime);

                server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableEndUserVerificationEndpointPassthrough()
                    .EnableStatusCodePagesIntegration();
            });

        services.AddOptions<OpenIddictServerOptions>().Configure<IOptions<IdentityOptions>, PublicAddress>(ApplySettings);
        services.AddSingleton<KeyRingOptions>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<KeyRingOptions>());
        services.AddSingleton<IPostConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<KeyRingOptions>());
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton<WrappingKeyHolder>();
        services.AddScoped<KeyStore>();
        return services.AddScoped<BuiltInClient>();
    }

    private static void ApplySettings(OpenIddictServerOptions server, IOptions<IdentityOptions> settings, PublicAddress address)
    {
        var ours = settings.Value;
        server.Issuer = address.Issuer;
        server.AccessTokenLifetime = ours.AccessTokenLifetime;
        server.RefreshTokenLifetime = ours.RefreshTokenLifetime;
        server.RefreshTokenReuseLeeway = ours.RefreshTokenReuseLeeway;
        server.DeviceCodeLifetime = ours.DeviceCodeLifetime;
        server.UserCodeLifetime = ours.DeviceCodeLifetime;
        server.Scopes.UnionWith([
            OpenIddictConstants.Scopes.OpenId, OpenIddictConstants.Scopes.Profile, OpenIddictConstants.Scopes.OfflineAccess,
            .. ours.Apis.Select(api => api.Scope)]);
        server.CodeChallengeMethods.Clear();
        server.CodeChallengeMethods.Add(OpenIddictConstants.CodeChallengeMethods.Sha256);
        // A fragment would put codes into the browser's history and scripts.
        server.ResponseModes.Remove(OpenIddictConstants.ResponseModes.Fragment);
    }
}
