using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>
/// The rosters of a network from the first, whose fingerprint was handed over out of band, to the newest. Immutable.
/// </summary>
public sealed class RosterChain
{
    private readonly Digest anchor;
    private readonly string networkId;
    private readonly Realm realm;

    private RosterChain(Digest anchor, string networkId, Realm realm, ImmutableArray<Roster> versions)
    {
        (this.anchor, this.networkId, this.realm, Versions) = (anchor, networkId, realm, versions);
    }

    /// <summary>All versions, from 1.</summary>
    public ImmutableArray<Roster> Versions { get; }

    /// <summary>The newest version; null before the first has come.</summary>
    public Roster? Current => Versions.IsEmpty ? null : Versions[^1];

    /// <summary>Starts with nothing but the fingerprint.</summary>
    internal static RosterChain Start(Digest anchor, string networkId, Realm realm) => new(anchor, networkId, realm, []);

    /// <summary>
    /// Judges a roster: 1. form; 2. network and realm; 3. the version that it follows; 4. signatures of that version's
    /// threshold, and of its own where the authority changes.
    /// </summary>
    internal RosterVerdict Judge(Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType.Roster.MediaType)
            return RosterVerdict.Refuse(TrustFault.WrongPayloadType, $"The envelope holds {envelope.PayloadType}.");
        Roster offered;
        try
        {
            offered = RosterReader.Read(envelope);
        }
        catch (TrustDocumentException broken)
        {
            return RosterVerdict.Refuse(TrustFault.Malformed, $"Roster: {broken.Message}.");
        }

        if (offered.NetworkId != networkId)
            return RosterVerdict.Refuse(TrustFault.WrongNetwork, $"The roster is of network {offered.NetworkId}.");
        if (offered.Realm != realm)
            return RosterVerdict.Refuse(TrustFault.WrongRealm, $"The roster is of realm {offered.Realm}.");
        return offered.Version > (ulong)Versions.Length + 1
            ? RosterVerdict.Refuse(
                TrustFault.VersionGap, $"Roster version {offered.Version} came while {Versions.Length} is held.")
            : JudgeInPlace(offered);
    }

    private RosterVerdict JudgeInPlace(Roster offered)
    {
        Roster? held = offered.Version <= (ulong)Versions.Length ? Versions[(int)offered.Version - 1] : null;
        if (held?.Digest == offered.Digest)
            return new RosterVerdict(new TrustOffer.Known(), null);
        Roster? before = offered.Version > 1 ? Versions[(int)offered.Version - 2] : null;
        if (before is null && offered.Digest != anchor)
            return RosterVerdict.Refuse(TrustFault.AnchorMismatch, $"The first roster has fingerprint {offered.Digest}.");
        if (before is not null && offered.PreviousDigest != before.Digest)
            return RosterVerdict.Refuse(
                TrustFault.PreviousDigestMismatch, $"Roster version {offered.Version} follows another version {before.Version}.");
        if (!IsSigned(offered, before ?? offered) || !IsSigned(offered, offered, before))
            return RosterVerdict.Refuse(
                TrustFault.SignaturesMissing, $"Roster version {offered.Version} lacks signatures of authority keys.");
        return held is not null
            ? new RosterVerdict(new TrustOffer.Conflict("", offered.Version, held.Digest, offered.Digest), null)
            : new RosterVerdict(null, new RosterChain(anchor, networkId, realm, Versions.Add(offered)));
    }

    private static bool IsSigned(Roster offered, Roster authority, Roster? unlessLike) =>
        unlessLike?.HasSameAuthority(authority) == true || IsSigned(offered, authority);

    private static bool IsSigned(Roster offered, Roster authority) =>
        EnvelopeVerifier.Verify(offered.Envelope, PayloadType.Roster, authority.AuthorityKeys) is EnvelopeCheck.SignedBy signed
        && signed.Keys.Count >= authority.Threshold;
}

/// <summary>An answer, or the chain that goes on with the roster.</summary>
internal sealed record RosterVerdict(TrustOffer? Answer, RosterChain? Next)
{
    public static RosterVerdict Refuse(TrustFault fault, string detail) => new(new TrustOffer.Refused(fault, detail), null);
}
