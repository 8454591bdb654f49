using System.Collections.Immutable;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;
using Part = ContactNetwork.V1.GetDirectoryCopyResponse.PartOneofCase;

namespace ContactNetwork.Federation.Sheets;

/// <summary>
/// Verifies a copy of the directory, with nothing but the anchor:
/// <list type="number">
/// <item>the parts are in form, the manifest first;</item>
/// <item>the rosters follow from the anchor, each signed by the authority keys before it; each key set is signed by the
/// country key that a roster of its time names; notices that keys are compromised count;</item>
/// <item>the manifest is signed by a key that its maker's node might use when the copy came: one that is neither withdrawn,
/// nor out of its time, nor compromised;</item>
/// <item>nothing is missing or added: the manifest names every sheet, and its state digest the newest roster, every newest
/// key set and every notice;</item>
/// <item>each sheet is its own country's: see <see cref="SheetJudge.JudgeCopied"/>. As at the node, a sheet stays in force
/// whose key was withdrawn later: the manifest is the node's word that it came before.</item>
/// </list>
/// </summary>
public static class DirectoryCopyReader
{
    /// <summary>Verifies a copy.</summary>
    /// <param name="parts">The parts as the node sent them.</param>
    /// <param name="anchor">The fingerprint of the first roster; null takes the copy's own word, once, for a person to compare.</param>
    /// <param name="receiveTime">When the copy came, by one's own log.</param>
    public static CopyVerdict Read(IReadOnlyList<GetDirectoryCopyResponse> parts, Digest? anchor, DateTimeOffset receiveTime)
    {
        try
        {
            // 1. Form.
            if (parts.Count == 0 || parts[0].PartCase != Part.Manifest || parts.Count(part => part.PartCase == Part.Manifest) != 1)
                throw Refuse(CopyFault.Malformed, "A copy begins with its manifest and has one only.");
            if (parts.Any(part => part.PartCase == Part.None))
                throw Refuse(CopyFault.Malformed, "The copy holds a part of a kind that is not known here.");
            DirectoryManifest manifest = ReadManifest(parts[0].Manifest);

            // 2. Who belongs to the network, and by which keys.
            ImmutableArray<Envelope> rosters = [.. parts.Where(part => part.PartCase == Part.Roster).Select(part => part.Roster)];
            ImmutableArray<Envelope> notices = [.. parts.Where(part => part.PartCase == Part.Notice).Select(part => part.Notice)];
            if (rosters.IsEmpty)
                throw Refuse(CopyFault.Incomplete, "The copy holds no roster.");
            Digest first = anchor ?? TrustDocuments.AnchorOf(rosters[0]);
            TrustSnapshot trust = ReadTrust(
                TrustSnapshot.Start(manifest.NetworkId, RealmOf(manifest), manifest.Country, first),
                rosters,
                [.. parts.Where(part => part.PartCase == Part.KeySet).Select(part => part.KeySet)],
                notices);

            // 3. Who made the copy.
            ImmutableArray<VerificationKey> keys = trust.Own?.KeysForArrivals(receiveTime) ?? [];
            if (EnvelopeVerifier.Verify(parts[0].Manifest, PayloadType.DirectoryManifest, keys) is not EnvelopeCheck.SignedBy)
                throw Refuse(CopyFault.Manifest, $"The manifest is not signed by a key that the node of {manifest.Country} may use.");

            // 4. Nothing is missing or added.
            if (DirectoryCopyState.DigestOf(manifest, trust, notices) != manifest.StateDigest)
                throw Refuse(CopyFault.Incomplete, "Rosters, key sets or notices are not those that the manifest vouches for.");

            // 5. The sheets.
            var countries = ReadSheets(trust, manifest, [.. parts.Where(part => part.PartCase == Part.Sheet).Select(part => part.Sheet)]);
            return new CopyVerdict.Accepted(new DirectoryCopy(first, trust, manifest, Digest.Of(parts[0].Manifest.Payload), countries));
        }
        catch (CopyRefusedException refused)
        {
            return new CopyVerdict.Refused(refused.Fault, refused.Message);
        }
    }

    private static DirectoryManifest ReadManifest(Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType.DirectoryManifest.MediaType)
            throw Refuse(CopyFault.Malformed, "The manifest is another kind of document.");
        DirectoryManifest manifest;
        try
        {
            manifest = DirectoryManifest.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refuse(CopyFault.Malformed, "The manifest can't be read.");
        }

        return Times.Read(manifest.CreateTime) is not null && Times.Read(manifest.ReplicaTime) is not null
            ? manifest
            : throw Refuse(CopyFault.Malformed, "The manifest does not tell when it was made.");
    }

    private static Realm RealmOf(DirectoryManifest manifest) => manifest.Realm switch
    {
        "OPERATIONAL" => Realm.Operational,
        "EXERCISE" => Realm.Exercise,
        _ => throw Refuse(CopyFault.Malformed, "The manifest names no realm."),
    };

    /// <summary>
    /// Replays the documents in the order in which a node met them: after each roster the key sets that its country keys
    /// have signed, because a later roster may replace a country key.
    /// </summary>
    private static TrustSnapshot ReadTrust(
        TrustSnapshot trust, ImmutableArray<Envelope> rosters, ImmutableArray<Envelope> keySets, ImmutableArray<Envelope> notices)
    {
        List<Envelope> waiting = [.. keySets];
        foreach (Envelope roster in rosters)
        {
            trust = Taken(trust.OfferRoster(roster));
            List<Envelope> left = [];
            foreach (Envelope keySet in waiting)
            {
                if (trust.OfferKeySet(keySet) is TrustOffer.Accepted accepted)
                    trust = accepted.Snapshot;
                else
                    left.Add(keySet);
            }

            waiting = left;
        }

        if (waiting.Count > 0)
            trust = Taken(trust.OfferKeySet(waiting[0]));
        foreach (Envelope notice in notices)
        {
            // One that names no further key counts as known.
            if (trust.OfferNotice(notice) is var offer and not TrustOffer.Known)
                trust = Taken(offer);
        }

        return trust;
    }

    private static TrustSnapshot Taken(TrustOffer offer) => offer switch
    {
        TrustOffer.Accepted accepted => accepted.Snapshot,
        TrustOffer.Refused { Fault: TrustFault.AnchorMismatch } refused => throw Refuse(CopyFault.Anchor, refused.Detail),
        TrustOffer.Refused refused => throw Refuse(CopyFault.Trust, refused.Detail),
        _ => throw Refuse(CopyFault.Trust, "A roster or key set stands there twice, or two have the same version."),
    };

    private static ImmutableSortedDictionary<string, ImmutableArray<SheetInForce>> ReadSheets(
        TrustSnapshot trust, DirectoryManifest manifest, ImmutableArray<Envelope> envelopes)
    {
        if (envelopes.Length != manifest.Sheets.Count)
            throw Refuse(CopyFault.Incomplete, $"The copy holds {envelopes.Length} sheets; its manifest names {manifest.Sheets.Count}.");
        List<SheetInForce> sheets = [];
        foreach ((Envelope envelope, ManifestSheet named) in envelopes.Zip(manifest.Sheets))
        {
            if (Digest.From(named.Digest) != Digest.Of(envelope.Payload) || Times.Read(named.EffectiveTime) is not { } effective)
                throw Refuse(CopyFault.Incomplete, $"A sheet of {named.Country} is not the one that the manifest names.");
            (ReadSheet? sheet, string problem) = ReadSheet.Of(envelope);
            if (sheet is null || sheet.Country != named.Country || sheet.Version != (ulong)named.Version)
                throw Refuse(CopyFault.Malformed, $"A sheet of {named.Country} is malformed: {(problem.Length > 0 ? problem : "the manifest names another")}.");
            sheets.Add(new SheetInForce(sheet, effective));
        }

        var countries = sheets.GroupBy(held => held.Sheet.Country).ToImmutableSortedDictionary(
            group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        foreach (ImmutableArray<SheetInForce> versions in countries.Values)
        {
            if (SheetJudge.JudgeCopied(trust, [.. versions.Select(held => held.Sheet)]) is { } refused)
                throw Refuse(CopyFault.Sheet, refused.Detail);
        }

        return countries;
    }

    private static CopyRefusedException Refuse(CopyFault fault, string detail) => new(fault, detail);

    private sealed class CopyRefusedException(CopyFault fault, string detail) : Exception(detail)
    {
        public CopyFault Fault => fault;
    }
}
