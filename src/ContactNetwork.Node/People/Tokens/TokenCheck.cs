using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ContactNetwork.Node.People.Tokens;

/// <summary>
/// Checks an access token: (1) remembered and still good; (2) one of our issuers; (3) signed by a key of it, of the right
/// type, for this node; (4) of this hour; (5) with the scope. What it tells of the caller is a <see cref="Bearer"/>.
/// </summary>
internal sealed class TokenCheck : IDisposable
{
    /// <summary>How far an issuer's clock may be from ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];
    private static readonly string[] Types = ["at+jwt", "application/at+jwt"];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TokenCache cache = new();
    private readonly TimeProvider clock;
    private readonly Dictionary<string, Issuer> issuers;

    public TokenCheck(IOptions<PeopleOptions> options, TimeProvider clock, ILogger<Issuer> log)
    {
        this.clock = clock;
        issuers = options.Value.Issuers.ToDictionary(issuer => issuer.Name, issuer => new Issuer(issuer, clock, log), StringComparer.Ordinal);
    }

    /// <summary>All issuers.</summary>
    public IReadOnlyCollection<Issuer> Issuers => issuers.Values;

    /// <summary>The issuer of this name, or null.</summary>
    public Issuer? Find(string issuer) => issuers.GetValueOrDefault(IssuerName.Of(issuer));

    /// <exception cref="RefusalException">Not accepted; says why.</exception>
    public async Task<Bearer> CheckAsync(string token, CancellationToken cancellation)
    {
        if (cache.Find(token) is { } remembered)
        {
            if (!Counts(remembered))
            {
                cache.Forget(token);
                throw clock.GetUtcNow() >= remembered.ExpireTime ? TokenRefusals.Expired : TokenRefusals.Forged;
            }

            return remembered;
        }

        var (issuer, jwt) = Read(token);
        await ValidateAsync(issuer, token, cancellation);
        var bearer = Describe(issuer, jwt);
        cache.Add(token, bearer);
        return bearer;
    }

    /// <summary>Whether a token that was good still is: it hasn't ended, and its key still counts.</summary>
    public bool Counts(Bearer bearer) =>
        clock.GetUtcNow() < bearer.ExpireTime && Find(bearer.Key.Issuer) is { } issuer && issuer.Has(bearer.KeyId);

    public void Dispose()
    {
        foreach (var issuer in issuers.Values)
            issuer.Dispose();
    }

    private (Issuer Issuer, JsonWebToken Jwt) Read(string token)
    {
        JsonWebToken jwt;
        try
        {
            jwt = handler.ReadJsonWebToken(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException)
        {
            throw TokenRefusals.Unreadable;
        }

        if (!Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
            throw TokenRefusals.Unsigned;
        return Find(jwt.Issuer) is { } issuer ? (issuer, jwt) : throw TokenRefusals.OtherIssuer;
    }

    private async Task ValidateAsync(Issuer issuer, string token, CancellationToken cancellation)
    {
        var result = await TryAsync(issuer, token, cancellation);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await issuer.RefreshAsync(Issuer.UnknownKeyPause, cancellation))
            result = await TryAsync(issuer, token, cancellation);
        if (!result.IsValid)
        {
            throw result.Exception switch
            {
                SecurityTokenInvalidTypeException => TokenRefusals.OtherType,
                SecurityTokenInvalidAudienceException => TokenRefusals.OtherAudience,
                SecurityTokenInvalidIssuerException => TokenRefusals.OtherIssuer,
                _ => TokenRefusals.Forged,
            };
        }
    }

    private async Task<TokenValidationResult> TryAsync(Issuer issuer, string token, CancellationToken cancellation) =>
        await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuers = [issuer.Name, issuer.Name + "/"],
            ValidAudience = issuer.Options.Audience,
            ValidAlgorithms = Algorithms,
            ValidTypes = Types,
            IssuerSigningKeys = await issuer.KeysAsync(cancellation),
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            ValidateLifetime = false, // Below, by our clock.
        });

    private Bearer Describe(Issuer issuer, JsonWebToken jwt)
    {
        var now = clock.GetUtcNow();
        if (!jwt.TryGetPayloadValue("exp", out long expires) || DateTimeOffset.FromUnixTimeSeconds(expires) is var end && now >= end + ClockSkew)
            throw TokenRefusals.Expired;
        if (jwt.TryGetPayloadValue("nbf", out long from) && DateTimeOffset.FromUnixTimeSeconds(from) > now + ClockSkew)
            throw TokenRefusals.NotYet;
        if (issuer.Options.Scope.Length > 0 && !Scopes(jwt).Contains(issuer.Options.Scope, StringComparer.Ordinal))
            throw TokenRefusals.ScopeMissing;

        var subject = Claim(jwt, "sub");
        var client = Claim(jwt, "client_id") ?? Claim(jwt, "azp");
        var isMachine = subject is null || subject == client || !IsPerson(issuer.Options, jwt);
        var name = (isMachine ? client ?? subject : subject) ?? throw TokenRefusals.Unreadable;
        return new Bearer(new PersonKey(issuer.Name, name, isMachine), Claim(jwt, "name"), DateTimeOffset.FromUnixTimeSeconds(expires) + ClockSkew, jwt.Kid);
    }

    /// <summary>
    /// Whether a token proves that a person signed in. A program's has no subject (IdentityServer4), its client id as subject
    /// (RFC 9068), or one of its own (Keycloak); so what isn't proved to be a person's is a program's.
    /// </summary>
    private static bool IsPerson(IssuerOptions issuer, JsonWebToken jwt) => Claim(jwt, "principal_kind") switch
    {
        "person" => true,
        null => jwt.Claims.Any(claim => claim.Type == issuer.PersonClaim && (issuer.PersonValue.Length == 0 ? claim.Value.Length > 0 : claim.Value == issuer.PersonValue)),
        _ => false,
    };

    /// <summary>Some issuers write one string with blanks, others a list.</summary>
    private static IEnumerable<string> Scopes(JsonWebToken jwt) =>
        jwt.Claims.Where(claim => claim.Type == "scope").SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string? Claim(JsonWebToken jwt, string name) => jwt.TryGetClaim(name, out var claim) && claim.Value.Length > 0 ? claim.Value : null;
}
