namespace ContactNetwork.Node.Peers;

/// <summary>The alarms of this room: shown in the node's status and metrics. What varies follows a colon.</summary>
internal static class PeersAlarms
{
    /// <summary>The store could not confirm for 30 s whom to trust: no peer is let in.</summary>
    public const string TrustUnconfirmed = "TRUST_UNCONFIRMED";

    /// <summary>
    /// The restored store lacks rosters, key sets or notices that this node had accepted: it takes and says nothing but Hello
    /// until its peers have given them back.
    /// </summary>
    public const string TrustBehind = "TRUST_BEHIND";

    /// <summary>A file in the trust folder holds no signed document, or can't be read: nothing that was put there since is taken.</summary>
    public const string TrustFolderUnusable = "TRUST_FOLDER_UNUSABLE";

    /// <summary>
    /// A new key set of this country in the trust folder is not taken: the database may have been restored, and no peer has
    /// told yet which key sets of ours it knows. Another one may have the same version.
    /// </summary>
    public const string OwnKeySetHeld = "OWN_KEY_SET_HELD";

    /// <summary>
    /// Rosters, key sets or notices in force can't be written beside the store: after a restore from a backup keys that were
    /// withdrawn since would count until peers tell otherwise. Nothing stops for it; it is tried again every 2 s.
    /// </summary>
    public const string TrustNotKept = "TRUST_NOT_KEPT";

    /// <summary>The roster should have been replaced. It stays in force.</summary>
    public const string RosterExpired = "ROSTER_EXPIRED";

    /// <summary>No roster and key set name this node.</summary>
    public const string NotAMember = "NOT_A_MEMBER";

    /// <summary>This node's signing key is not in its country's key set, or may not sign now: peers won't accept what it signs.</summary>
    public const string SigningKeyUnpublished = "SIGNING_KEY_UNPUBLISHED";

    /// <summary>A notice in force says that this node's own signing or certificate key is in wrong hands: no peer takes anything by it.</summary>
    public const string OwnKeyCompromised = "OWN_KEY_COMPROMISED";

    /// <summary>The signing key ends within 14 days.</summary>
    public const string SigningKeyEnds = "SIGNING_KEY_ENDS";

    /// <summary>The certificate for connections ends within 14 days.</summary>
    public const string CertificateEnds = "CERTIFICATE_ENDS";

    /// <summary>Two thirds of the certificate's life are over, and it could not be renewed.</summary>
    public const string CertificateNotRenewed = "CERTIFICATE_NOT_RENEWED";

    /// <summary>The certificate for connections does not lead to an authority in the country's key set: peers refuse it.</summary>
    public const string CertificateNotTrusted = "CERTIFICATE_NOT_TRUSTED";

    /// <summary>
    /// A second rightly signed document of a version that is held: of the roster, or of a country. It ends when a later version
    /// goes on from the one that is held, or when the other one leaves this node's own folder.
    /// </summary>
    public static string TrustConflict(string country) =>
        country.Length == 0 ? "ROSTER_CONFLICT" : $"KEY_SET_CONFLICT:{country}";

    /// <summary>A peer has not answered for more than 60 s.</summary>
    public static string PeerUnreachable(string country) => $"PEER_UNREACHABLE:{country}";

    /// <summary>
    /// The last three heartbeats to a peer failed, came late or showed a clock that is off, though it can be reached
    /// somehow: e.g. it calls us and we can't call it.
    /// </summary>
    public static string HeartbeatMissed(string country) => $"PEER_HEARTBEAT_MISSED:{country}";

    /// <summary>Our store is behind what the peer knows of us: the peer is held until that is mended.</summary>
    public static string RestoreHeld(string country) => $"RESTORE_HELD:{country}";

    /// <summary>People here have suspended a peer.</summary>
    public static string PeerSuspended(string country) => $"PEER_SUSPENDED:{country}";

    /// <summary>A peer's clock differs by more than 30 s.</summary>
    public static string ClockOff(string country) => $"PEER_CLOCK_OFF:{country}";

    /// <summary>A peer's clock differs by more than 5 minutes.</summary>
    public static string ClockDisputed(string country) => $"PEER_CLOCK_DISPUTED:{country}";

    /// <summary>A lane to or from a peer has stopped.</summary>
    public static string LaneStopped(string country, string lane) => $"LANE_STOPPED:{country}/{lane}";

    /// <summary>
    /// The file that keeps how far a lane has come can't be read or written: nothing leaves in the lane until it can, because
    /// a restored store would give the same numbers away again.
    /// </summary>
    public static string HighWaterUnusable(string country, string lane) => $"HIGH_WATER_UNUSABLE:{country}/{lane}";

    /// <summary>The duty desk could not be told of something about a peer yet.</summary>
    public const string NoticesWaiting = "PEER_NOTICES_WAITING";

    /// <summary>Dispatches are stored and not processed.</summary>
    public const string UnprocessedDispatches = "UNPROCESSED_DISPATCHES";
}
