using ContactNetwork.Client;
using Grpc.Core;

namespace ContactNetwork.Cli.Screens;

/// <summary>What a person can do about a refusal, by its reason.</summary>
internal static class Hints
{
    public static string? For(ContactNetworkException failure) => failure.Reason switch
    {
        "MALFORMED_REQUEST" when failure.Violations.Count > 0 => "Mend what is named above and try again.",
        "PEER_UNKNOWN" => "See which countries take part: cn peer list",
        "PRESERVATION_NOT_FOUND" => "See what is there: cn preservation list",
        "ALERT_NOT_FOUND" => "See what is open: cn alert list",
        "NOT_IN_THIS_STAGE" or "STALE_VERSION" => "See where it stands now with 'show', then decide anew.",
        "REQUEST_ID_REUSED" => "Leave --request-id out for a new act; keep it only to repeat the very same one.",
        "RESUME_TOKEN_INVALID" => "Watch again without --resume.",
        "NOT_AUTHENTICATED" => "Log in: cn login",
        "ROLE_MISSING" => Roles(failure),
        "HUMAN_ACT" => "Log in as a person: this act is kept for people.",
        "FOUR_EYES_REQUIRED" => "Another person must do this.",
        "ROLE_GRANT_NOT_FOUND" => "See the open proposals: cn people list",
        "PERSON_NOT_FOUND" => "See who is there: cn people list",
        "STORE_UNAVAILABLE" => Repeat(failure, "It is not known whether the node took the call."),
        "INTERNAL" => failure.TraceId is { } trace ? $"Tell your operator this trace id: {trace}" : "Tell your operator.",
        _ => ByCode(failure),
    };

    private static string? ByCode(ContactNetworkException failure) => failure.Code switch
    {
        StatusCode.Unauthenticated => "Log in: cn login",
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => failure.RequestId is null
            ? "Check the address in the profile and that the node runs."
            : Repeat(failure, "It is not known whether the node took the call."),
        _ => null,
    };

    private static string Repeat(ContactNetworkException failure, string what) => failure.RequestId is { } id
        ? $"{what} Repeat it safely with: --request-id {id}"
        : $"{what} Try again.";

    private static string Roles(ContactNetworkException failure) => failure.Metadata.TryGetValue("roles", out string? roles)
        ? $"This needs one of the roles: {roles}. See yours: cn people me"
        : "See your roles: cn people me";
}
