using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Judges sheets that are offered against what is held. Pure; the same for what a peer sends, hands on, or publishes.</summary>
public static class SheetJudge
{
    /// <summary>
    /// Judges sheets of one country, oldest first: 1. form, network, realm, member; 2. what is held already is compared;
    /// 3. each follows the one before by number and digest; 4. the newest is signed by a key that its country's node may
    /// use now, which vouches for those it stands on; where it is only by one that was put out of use, it is an old copy; 5. each change of channels or keys is signed by two different
    /// directory keys, or the newest is. No key counts that a notice says is in wrong hands; what was accepted before stays.
    /// </summary>
    /// <param name="trust">The trust in force.</param>
    /// <param name="held">What is held of the country; null for nothing.</param>
    /// <param name="offered">The sheets, at least one.</param>
    /// <param name="now">The instant of arrival.</param>
    public static SheetVerdict Judge(TrustSnapshot trust, SheetHistory? held, IReadOnlyList<Envelope> offered, DateTimeOffset now)
    {
        List<ReadSheet> added = [];
        foreach (Envelope envelope in offered)
        {
            var (sheet, problem) = ReadSheet.Of(envelope);
            if (sheet is null)
                return new SheetVerdict.Refused(SheetFault.Malformed, $"The sheet is malformed: {problem}.", null);
            if (JudgeForm(trust, sheet) is { } refused)
                return refused;
            if (sheet.Version <= (held?.Version ?? 0))
            {
                if (held!.DigestOf(sheet.Version) != sheet.Digest)
                    return Conflict(trust, sheet, "is not the one that is held");
                continue;
            }

            added.Add(sheet);
        }

        if (added.Count == 0)
            return new SheetVerdict.Known();
        SheetVerdict? refusal = JudgeLinks(trust, held, added) ?? JudgeSignatures(trust, held, added, now);
        return refusal ?? new SheetVerdict.Accepted([.. added]);
    }

    /// <summary>
    /// Checks what was accepted earlier and kept: that it is whole and that a key which the country ever had signed the
    /// newest. Answers null where it does not hold.
    /// </summary>
    public static SheetHistory? Recall(TrustSnapshot trust, IReadOnlyList<ReadSheet> kept)
    {
        if (kept.Count == 0 || trust.FindMember(kept[0].Country) is not { } member)
            return null;
        for (int index = 0; index < kept.Count; index++)
        {
            bool isNext = kept[index].Version == (ulong)index + 1
                && kept[index].Country == member.Country
                && kept[index].PreviousDigest == (index == 0 ? null : kept[index - 1].Digest);
            if (!isNext)
                return null;
        }

        return JudgeForm(trust, kept[^1]) is null && SheetKeyRing.CountSigners(kept[^1].Envelope, member.SigningKeysEver()) > 0
            ? new SheetHistory([.. kept.Select(sheet => sheet.Digest)], kept[^1])
            : null;
    }

    /// <summary>
    /// Checks what a copy holds of one country, whose earlier versions it leaves out: 1. the versions grow, and from the
    /// second on each follows the one before by number and digest; 2. a key which the country ever had signed the newest;
    /// 3. whatever channels and keys it tells are signed by two directory keys which the country ever had: those of a
    /// version here, with no change of them after it. The first may be much older than the second, to show that.
    /// </summary>
    /// <param name="trust">The trust in force.</param>
    /// <param name="kept">The versions, oldest first.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static SheetVerdict.Refused? JudgeCopied(TrustSnapshot trust, IReadOnlyList<ReadSheet> kept)
    {
        ReadSheet newest = kept[^1];
        for (int index = 0; index < kept.Count; index++)
        {
            if (JudgeForm(trust, kept[index]) is { } refused)
                return refused;
            if (index > 0 && !MayFollow(kept[index - 1], kept[index], mayStandApart: index == 1))
                return new SheetVerdict.Refused(SheetFault.Malformed, $"Sheet {kept[index].Version} of {newest.Country} does not follow the one before.", kept[index]);
        }

        TrustedMember member = trust.FindMember(newest.Country)!;
        if (SheetKeyRing.CountSigners(newest.Envelope, member.SigningKeysEver()) == 0)
            return Unsigned(trust, newest);
        bool isReachSigned = false;
        for (int index = 0; index < kept.Count; index++)
        {
            bool isSame = isReachSigned && !SheetReach.IsChanged(kept[index - 1].Document, kept[index].Document);
            isReachSigned = isSame || IsReachSigned(member, kept[index]);
        }

        return isReachSigned
            ? null
            : new SheetVerdict.Refused(
                SheetFault.DirectorySignatures, $"The channels or keys of {newest.Country} are not signed by two different directory keys.", newest);
    }

    /// <summary>
    /// The newest of a country's versions, oldest first, which two directory keys that the country ever had signed: it and
    /// what follows tell the channels in force. Minus one where there is none.
    /// </summary>
    public static int FindReachSigned(TrustSnapshot trust, IReadOnlyList<ReadSheet> versions)
    {
        for (int index = versions.Count - 1; index >= 0; index--)
        {
            if (trust.FindMember(versions[index].Country) is { } member && IsReachSigned(member, versions[index]))
                return index;
        }

        return -1;
    }

    /// <summary>How many different directory keys that may sign now have signed.</summary>
    public static int CountDirectorySigners(TrustedMember member, Envelope envelope, DateTimeOffset now) =>
        SheetKeyRing.CountSigners(envelope, member.DirectoryKeysForArrivals(now));

    private static bool IsReachSigned(TrustedMember member, ReadSheet sheet) =>
        sheet.Envelope.Signatures.Count >= SheetLimits.DirectorySignaturesMin
        && SheetKeyRing.CountSigners(sheet.Envelope, member.DirectoryKeysForEarlier()) >= SheetLimits.DirectorySignaturesMin;

    private static bool MayFollow(ReadSheet before, ReadSheet sheet, bool mayStandApart) =>
        sheet.Country == before.Country
        && (sheet.Version == before.Version + 1
            ? sheet.PreviousDigest == before.Digest
            : mayStandApart && sheet.Version > before.Version);

    private static SheetVerdict.Refused? JudgeForm(TrustSnapshot trust, ReadSheet sheet)
    {
        if (sheet.Document.NetworkId != trust.NetworkId || sheet.Document.Realm != trust.Realm)
            return new SheetVerdict.Refused(SheetFault.Malformed, "The sheet is of another network or realm.", sheet);
        return trust.FindMember(sheet.Country) is null
            ? new SheetVerdict.Refused(SheetFault.MemberUnknown, $"{sheet.Country} is no member.", sheet)
            : null;
    }

    private static SheetVerdict? JudgeLinks(TrustSnapshot trust, SheetHistory? held, List<ReadSheet> added)
    {
        (ulong version, Digest? digest) = held is null ? (0ul, (Digest?)null) : (held.Version, held.Newest.Digest);
        foreach (ReadSheet sheet in added)
        {
            if (sheet.Country != added[0].Country)
                return new SheetVerdict.Refused(SheetFault.Malformed, "Sheets of several countries were offered together.", sheet);
            if (sheet.Version != version + 1)
                return new SheetVerdict.Gap();
            if (sheet.PreviousDigest != digest)
                return Conflict(trust, sheet, "follows another one than is held");
            (version, digest) = (sheet.Version, sheet.Digest);
        }

        return null;
    }

    private static SheetVerdict? JudgeSignatures(TrustSnapshot trust, SheetHistory? held, List<ReadSheet> added, DateTimeOffset now)
    {
        TrustedMember member = trust.FindMember(added[0].Country)!;
        ReadSheet newest = added[^1];
        if (SheetKeyRing.CountSigners(newest.Envelope, member.KeysForArrivals(now)) == 0)
        {
            return SheetKeyRing.CountSigners(newest.Envelope, member.SigningKeysForEvidence()) > 0
                ? new SheetVerdict.Outdated(newest)
                : Unsigned(trust, newest);
        }

        if (CountDirectorySigners(member, newest.Envelope, now) >= SheetLimits.DirectorySignaturesMin)
            return null;
        Sheet? before = held?.Newest.Document;
        foreach (ReadSheet sheet in added)
        {
            ImmutableArray<Envelopes.VerificationKey> keys = sheet == newest ? [] : member.DirectoryKeysForEarlier();
            if (SheetReach.IsChanged(before, sheet.Document)
                && SheetKeyRing.CountSigners(sheet.Envelope, keys) < SheetLimits.DirectorySignaturesMin)
            {
                return new SheetVerdict.Refused(
                    SheetFault.DirectorySignatures,
                    $"Sheet {sheet.Version} of {sheet.Country} changes channels or keys without two different directory keys.",
                    sheet);
            }

            before = sheet.Document;
        }

        return null;
    }

    /// <summary>A second history is one only where its country signed it; else somebody made it up.</summary>
    private static SheetVerdict.Refused Conflict(TrustSnapshot trust, ReadSheet sheet, string how)
    {
        TrustedMember member = trust.FindMember(sheet.Country)!;
        return SheetKeyRing.CountSigners(sheet.Envelope, member.SigningKeysForEvidence()) > 0
            ? new SheetVerdict.Refused(SheetFault.Fork, $"Sheet {sheet.Version} of {sheet.Country} {how}.", sheet)
            : Unsigned(trust, sheet);
    }

    private static SheetVerdict.Refused Unsigned(TrustSnapshot trust, ReadSheet sheet)
    {
        TrustedMember? other = trust.Members.Values.FirstOrDefault(member =>
            member.Country != sheet.Country && SheetKeyRing.CountSigners(sheet.Envelope, member.SigningKeysForEvidence()) > 0);
        return other is null
            ? new SheetVerdict.Refused(SheetFault.Signature, $"Sheet {sheet.Version} of {sheet.Country} is not signed by its node.", sheet)
            : new SheetVerdict.Refused(
                SheetFault.ForeignSignature, $"Sheet {sheet.Version} of {sheet.Country} is signed by {other.Country}.", sheet);
    }
}
