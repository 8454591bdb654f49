using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.People.Tokens;

/// <summary>Why a token isn't accepted. The cause stands in the metadata, so that programs needn't read sentences.</summary>
internal static class TokenRefusals
{
    /// <summary>The metadata's key.</summary>
    public const string CauseKey = "cause";

    public static RefusalException Missing => Of("TOKEN_MISSING", "This call needs an access token. Log in (cn login).");

    public static RefusalException Unreadable => Of("TOKEN_UNREADABLE", "This is no access token that can be read. Log in again (cn login).");

    public static RefusalException OtherIssuer => Of("ISSUER_UNKNOWN", "The token comes from an issuer that this node doesn't know. Log in with an issuer of this country.");

    public static RefusalException Unsigned => Of("ALGORITHM_REFUSED", "The token isn't signed by ES256, RS256 or PS256. Log in again (cn login).");

    public static RefusalException Forged => Of("SIGNATURE_WRONG", "The token's signature doesn't hold. Log in again (cn login).");

    public static RefusalException OtherType => Of("TYPE_REFUSED", "This is no access token but another kind of token. Send the access token.");

    public static RefusalException OtherAudience => Of("AUDIENCE_OTHER", "The token was made for another program. Log in for this node (cn login).");

    public static RefusalException ScopeMissing => Of("SCOPE_MISSING", "The token lacks this node's scope. Log in for this node (cn login).");

    public static RefusalException Expired => Of("TOKEN_EXPIRED", "The token has expired. Log in again (cn login).");

    public static RefusalException NotYet => Of("TOKEN_NOT_YET_VALID", "The token counts only later; the issuer's clock and this node's may differ. Try again in a minute, or tell your operator.");

    public static RefusalException IssuerAway => new(Refusal.Of(
        RefusalKind.Unavailable, RefusalReasons.IssuerUnavailable, "The token's issuer can't be reached, so nobody's token can be checked. Try again."));

    /// <summary>The cause, for the log.</summary>
    public static string CauseOf(Refusal refusal) => refusal.Metadata.GetValueOrDefault(CauseKey, refusal.Reason);

    private static RefusalException Of(string cause, string message) =>
        new(Refusal.Of(RefusalKind.NotAuthenticated, RefusalReasons.NotAuthenticated, message).With(CauseKey, cause));
}
