namespace ContactNetwork.Federation.Trust;

/// <summary>Why a roster or key set is refused.</summary>
public enum TrustFault
{
    /// <summary>The envelope holds another kind of document.</summary>
    WrongPayloadType,

    /// <summary>The document breaks a rule of its form; the detail says which.</summary>
    Malformed,

    /// <summary>The payload is no such document at all, e.g. cut off.</summary>
    Unreadable,

    /// <summary>The roster lists a country twice.</summary>
    DuplicateMember,

    /// <summary>Two members of the roster have the same country key.</summary>
    SharedKey,

    /// <summary>The document is of another network.</summary>
    WrongNetwork,

    /// <summary>The document is of the other realm.</summary>
    WrongRealm,

    /// <summary>Too few of the keys that must sign have signed.</summary>
    SignaturesMissing,

    /// <summary>Nobody who may sign has signed: every signature is by a key that does not count here.</summary>
    SignerUnknown,

    /// <summary>A key that may sign is named, and its signature is not over these bytes: they were changed afterwards.</summary>
    SignatureInvalid,

    /// <summary>The first roster is not the one whose fingerprint was handed over.</summary>
    AnchorMismatch,

    /// <summary>Versions are missing between the one held and this one.</summary>
    VersionGap,

    /// <summary>The document does not name the version before it.</summary>
    PreviousDigestMismatch,

    /// <summary>The key set is of a country that is not in the roster.</summary>
    MemberUnknown,

    /// <summary>A newer version is held.</summary>
    Older,

    /// <summary>The roster has expired before it came, and the one that is held has not.</summary>
    Expired,

    /// <summary>A notice says that the key that signed is compromised.</summary>
    KeyCompromised,

    /// <summary>So many notices are in force that no more are taken.</summary>
    TooMany,

    /// <summary>A key set lists a key in use that an earlier one had withdrawn.</summary>
    KeyWithdrawn,
}
