using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>What became of the check of a peer's certificate.</summary>
public abstract record CertificateVerdict
{
    private CertificateVerdict()
    {
    }

    /// <summary>The certificate is that of this member's node.</summary>
    /// <param name="Member">The member, whatever its state: that is judged on every call.</param>
    public sealed record Trusted(TrustedMember Member) : CertificateVerdict;

    /// <summary>The handshake ends.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="SpiffeId">The name that the certificate claims; null when there is not exactly one.</param>
    public sealed record Refused(CertificateFault Fault, string? SpiffeId) : CertificateVerdict;
}

/// <summary>Why a peer's certificate is refused. The other side can't be told: look in this node's log.</summary>
public enum CertificateFault
{
    /// <summary>None was presented.</summary>
    Missing,

    /// <summary>Our own trust could not be confirmed lately; nobody is let in.</summary>
    TrustUnconfirmed,

    /// <summary>It names no SPIFFE id.</summary>
    SpiffeIdMissing,

    /// <summary>It names more than one SPIFFE id, or other URIs beside it.</summary>
    SeveralSpiffeIds,

    /// <summary>Its SPIFFE id is no member's.</summary>
    Stranger,

    /// <summary>Its SPIFFE id is of another network, e.g. of the one that exercises are held in.</summary>
    OtherNetwork,

    /// <summary>It, or the authority that it names, is of the other realm: an exercise's certificate here, or ours at an exercise.</summary>
    OtherRealm,

    /// <summary>It is another member's than the one called.</summary>
    WrongMember,

    /// <summary>No key set of this member is held.</summary>
    KeySetMissing,

    /// <summary>It is not valid yet.</summary>
    NotYetValid,

    /// <summary>It is valid no more.</summary>
    Expired,

    /// <summary>It does not lead to an authority in this member's own key set.</summary>
    UnknownAuthority,

    /// <summary>It leads to the authority of another member, which may not vouch for this name.</summary>
    OtherMembersAuthority,

    /// <summary>It vouches for itself.</summary>
    SelfSigned,

    /// <summary>An authority has not issued it itself, but another certificate in between.</summary>
    ChainTooLong,

    /// <summary>The member's key set withdraws it.</summary>
    Withdrawn,

    /// <summary>Its key is too weak: neither ECDSA over P-256 or a larger curve, nor RSA of at least 3072 bits.</summary>
    WeakKey,

    /// <summary>It is not for this use (server or client), its key is not for signatures, or it is an authority itself.</summary>
    WrongUsage,

    /// <summary>A notice says that its key is in wrong hands.</summary>
    KeyCompromised,
}
