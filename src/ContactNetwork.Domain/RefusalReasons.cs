namespace ContactNetwork.Domain;

/// <summary>The reasons of refusals: the values of <c>ErrorReason</c> in <c>errors.proto</c> without their prefix.</summary>
public static class RefusalReasons
{
    /// <summary>A field is missing or malformed.</summary>
    public const string MalformedRequest = "MALFORMED_REQUEST";

    /// <summary>The requested country is not an active member.</summary>
    public const string PeerUnknown = "PEER_UNKNOWN";

    /// <summary>No such request.</summary>
    public const string PreservationNotFound = "PRESERVATION_NOT_FOUND";

    /// <summary>No such alert.</summary>
    public const string AlertNotFound = "ALERT_NOT_FOUND";

    /// <summary>The stage doesn't allow it.</summary>
    public const string NotInThisStage = "NOT_IN_THIS_STAGE";

    /// <summary>It changed since it was read.</summary>
    public const string StaleVersion = "STALE_VERSION";

    /// <summary>The request id was used for another content.</summary>
    public const string RequestIdReused = "REQUEST_ID_REUSED";

    /// <summary>The resume token is not of this node or too old.</summary>
    public const string ResumeTokenInvalid = "RESUME_TOKEN_INVALID";

    /// <summary>No valid access token.</summary>
    public const string NotAuthenticated = "NOT_AUTHENTICATED";

    /// <summary>The person has none of the roles needed.</summary>
    public const string RoleMissing = "ROLE_MISSING";

    /// <summary>The act is kept for people.</summary>
    public const string HumanAct = "HUMAN_ACT";

    /// <summary>The issuer may not assert this role.</summary>
    public const string RoleNotAllowedByIssuer = "ROLE_NOT_ALLOWED_BY_ISSUER";

    /// <summary>No such proposal of roles.</summary>
    public const string RoleGrantNotFound = "ROLE_GRANT_NOT_FOUND";

    /// <summary>Another person must do this.</summary>
    public const string FourEyesRequired = "FOUR_EYES_REQUIRED";

    /// <summary>No such person.</summary>
    public const string PersonNotFound = "PERSON_NOT_FOUND";

    /// <summary>The store can't be reached.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>Too much at once.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    /// <summary>Others changed the same thing again and again.</summary>
    public const string Contended = "CONTENDED";

    /// <summary>A fault of ours.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>The calling member has left the network.</summary>
    public const string MemberWithdrawn = "MEMBER_WITHDRAWN";

    /// <summary>The calling member is suspended.</summary>
    public const string MemberSuspended = "MEMBER_SUSPENDED";

    /// <summary>The caller is of another network or realm.</summary>
    public const string WrongRealm = "WRONG_REALM";

    /// <summary>The service is not served on this port.</summary>
    public const string WrongPort = "WRONG_PORT";

    /// <summary>The token's issuer can't be reached.</summary>
    public const string IssuerUnavailable = "ISSUER_UNAVAILABLE";

    /// <summary>Nobody would be left who can grant roles.</summary>
    public const string LastKeeperOfRoles = "LAST_KEEPER_OF_ROLES";

    /// <summary>The called country has suspended the caller by itself.</summary>
    public const string PeerSuspended = "PEER_SUSPENDED";

    /// <summary>The notice is not signed by a key that may name these keys.</summary>
    public const string NoticeRefused = "NOTICE_REFUSED";

    /// <summary>The called node first finds out what its restored store has missed.</summary>
    public const string Restoring = "RESTORING";

    /// <summary>The caller's roles have changed since the stream began.</summary>
    public const string RightsChanged = "RIGHTS_CHANGED";

    /// <summary>An earlier call of the same peer, for the same lane, is still being worked on.</summary>
    public const string CallUnderWay = "CALL_UNDER_WAY";

    /// <summary>No such sheet or version of it is known here.</summary>
    public const string SheetNotFound = "SHEET_NOT_FOUND";

    /// <summary>A change of channels or keys lacks signatures of two different directory keys.</summary>
    public const string DirectorySignaturesMissing = "DIRECTORY_SIGNATURES_MISSING";

    /// <summary>The sheet is another country's.</summary>
    public const string NotOwnSheet = "NOT_OWN_SHEET";

    /// <summary>No such contact test.</summary>
    public const string ContactTestNotFound = "CONTACT_TEST_NOT_FOUND";

    /// <summary>The other country's node does not take contact tests.</summary>
    public const string ContactTestsNotTaken = "CONTACT_TESTS_NOT_TAKEN";

    /// <summary>There is no number that a voice test may dial.</summary>
    public const string NoTestNumber = "NO_TEST_NUMBER";
}
