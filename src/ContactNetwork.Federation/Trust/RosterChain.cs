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
    /// The rosters of an offer without those at its end that have expired, where the one that is held has not: what comes
    /// too late must not take the place of what is valid. One that a valid one follows is a step of the chain and stays.
    /// </summary>
    /// <param name="held">The view in force.</param>
    /// <param name="offered">Rosters, oldest first.</param>
    /// <param name="now">The time of arrival.</param>
    public static ImmutableArray<Envelope> WithoutExpired(TrustSnapshot held, IReadOnlyCollection<Envelope> offered, DateTimeOffset now)
    {
        ImmutableArray<Envelope> all = [.. offered];
        if (held.Rosters.Current?.IsExpired(now) != false)
            return all;
        (TrustSnapshot trust, int kept) = (held, 0);
        for (int index = 0; index < all.Length; index++)
        {
            switch (trust.OfferRoster(all[index]))
            {
                case TrustOffer.Accepted accepted:
                    trust = accepted.Snapshot;
                    kept = trust.Rosters.Current!.IsExpired(now) ? kept : index + 1;
                    break;
                case TrustOffer.Known:
                    kept = index + 1;
                    break;
                default:
                    // What is refused anyway keeps its own reason, and so does all that follows it.
                    return all;
            }
        }

        return all[..kept];
    }

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
            return RosterVerdict.Refuse(broken.Fault, $"Roster: {broken.Message}.");
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
            return new RosterVerdict(new TrustOffer.Known { IsOlder = offered.Version < (ulong)Versions.Length }, null);
        Roster? before = offered.Version > 1 ? Versions[(int)offered.Version - 2] : null;
        if (before is null && offered.Digest != anchor)
            return RosterVerdict.Refuse(TrustFault.AnchorMismatch, $"The first roster has fingerprint {offered.Digest}.");
        if (before is not null && offered.PreviousDigest != before.Digest)
            return RosterVerdict.Refuse(
                TrustFault.PreviousDigestMismatch, $"Roster version {offered.Version} follows another version {before.Version}.");
        if (SignatureFaultOf(offered, before) is { } fault)
            return RosterVerdict.Refuse(fault, $"Roster version {offered.Version} lacks signatures of authority keys.");
        return held is not null
            ? new RosterVerdict(new TrustOffer.Conflict("", offered.Version, held.Digest, offered.Digest), null)
            : new RosterVerdict(null, new RosterChain(anchor, networkId, realm, Versions.Add(offered)));
    }

    private static TrustFault? SignatureFaultOf(Roster offered, Roster? before) =>
        SignatureFaultBy(offered, before ?? offered)
        ?? (before?.HasSameAuthority(offered) == false ? SignatureFaultBy(offered, offered) : null);

    private static TrustFault? SignatureFaultBy(Roster offered, Roster authority) =>
        EnvelopeVerifier.Verify(offered.Envelope, PayloadType.Roster, authority.AuthorityKeys) switch
        {
            EnvelopeCheck.SignedBy signed when signed.Keys.Count >= authority.Threshold => null,
            EnvelopeCheck.SignedBy => TrustFault.SignaturesMissing,
            EnvelopeCheck.Faulty { Fault: EnvelopeFault.KeyUnknown } => TrustFault.SignerUnknown,
            EnvelopeCheck.Faulty { Fault: EnvelopeFault.SignatureInvalid } => TrustFault.SignatureInvalid,
            _ => TrustFault.Malformed,
        };
}

/// <summary>An answer, or the chain that goes on with the roster.</summary>
internal sealed record RosterVerdict(TrustOffer? Answer, RosterChain? Next)
{
    public static RosterVerdict Refuse(TrustFault fault, string detail) => new(new TrustOffer.Refused(fault, detail), null);
}
