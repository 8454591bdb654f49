using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Inbound;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>What both sides of a Hello do with the other's picture.</summary>
internal sealed class Conversation(
    NpgsqlDataSource source, Shell shell, Notices notices, PeerContacts contacts, RestoreBook restores, Alarms alarms, TimeProvider time, ILogger<Conversation> log)
{
    private volatile bool hasHeard;

    /// <summary>Checks that a picture is the peer's, of our network and realm, and within bounds.</summary>
    public static Refusal? Check(NodePicture? picture, TrustedMember peer, TrustSnapshot trust)
    {
        if (picture is null)
            return Malformed("picture", "is required");
        if (picture.NetworkId != trust.NetworkId || picture.Realm != trust.Realm)
            return Refusal.Of(RefusalKind.WrongStage, RefusalReasons.WrongRealm, "This node is of another network or realm.");
        if (picture.Country != peer.Country)
            return Malformed("picture.country", "must be the caller's");
        var isBounded = picture.Features.Count <= DispatchLimits.FeaturesMax
            && picture.Features.All(feature => feature.Length <= DispatchLimits.FeatureCharactersMax && PlainText.IsPrintable(feature))
            && picture.KeySets.Count <= GreetingLimits.KeySetVersionsMax
            && picture.Notices.Count <= TrustLimits.NoticesMax
            && picture.Sheets.Count <= GreetingLimits.SheetVersionsMax
            && picture.SoftwareVersion.Length <= GreetingLimits.SoftwareVersionCharactersMax
            && PlainText.IsPrintable(picture.SoftwareVersion)
            && picture.Incoming.Count <= PeerLanes.All.Length
            && picture.Outgoing.Count <= PeerLanes.All.Length;
        return isBounded ? null : Malformed("picture", "is over a limit or holds unprintable words");
    }

    /// <summary>The notices that a peer says it holds.</summary>
    public static IReadOnlySet<Digest> NoticesOf(NodePicture picture) =>
        picture.Notices.Select(bytes => Digest.From(bytes)).OfType<Digest>().ToHashSet();

    /// <summary>Reads what our store says of a peer.</summary>
    public async Task<PeerStanding> ReadAsync(string peer, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await PeerStanding.ReadAsync(connection, peer, cancellation);
    }

    /// <summary>Notes a call of a peer's in the round trip that reads what our store says of it.</summary>
    public async Task<PeerStanding> NoteAndReadAsync(NodePicture picture, Heartbeat beat, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var standing = await PeerStanding.ReadAsync(connection, picture.Country, Notes(picture, beat), cancellation);
        contacts.CameIn(picture.Country);
        return standing;
    }

    /// <summary>Compares the peer's picture with ours and acts on what is wrong.</summary>
    /// <param name="picture">The peer's picture.</param>
    /// <param name="trust">Our trust.</param>
    /// <param name="before">Our chains before the picture was drawn; null where that is not known.</param>
    /// <param name="after">What our store said after the picture came.</param>
    /// <param name="isAnswer">Whether it came as an answer, together with all rosters, key sets and notices that we lack of it.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    /// <returns>Whether anything was wrong, and acted on.</returns>
    public async Task<bool> CompareAsync(
        NodePicture picture, TrustSnapshot trust, PeerChains? before, PeerStanding after, bool isAnswer, CancellationToken cancellation)
    {
        var findings = await PictureJudge.JudgeAsync(
            picture,
            trust,
            before,
            after.Chains,
            (lane, epoch, sequence) => DigestAsync(picture.Country, lane, epoch, sequence, cancellation));
        foreach (var finding in findings)
            await ActAsync(picture.Country, finding, cancellation);
        var isStopped = findings.Length > 0 || after.Chains.Incoming.Values.Any(chain => chain.StopReason is not null);
        if (isStopped)
            await ResumeAsync(picture, cancellation);
        var isUpToDate = findings.All(finding => finding.Finding != Finding.OwnChainBehind);
        if (isUpToDate && restores.Held.All(held => held != picture.Country) && IsComparison(trust, picture, isAnswer) && !after.IsCompared)
            await MarkComparedAsync(picture.Country, after.Store, cancellation);
        return findings.Length > 0;
    }

    /// <summary>Notes what the peer said of itself, counts the heartbeat, and drops late receipts that it has confirmed.</summary>
    public async Task NoteAsync(
        NodePicture picture, Heartbeat beat, IEnumerable<ByteString> confirmed, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await PeerStates.WriteAsync(connection, Notes(picture, beat), cancellation);
        await LateReceipts.DropAsync(connection, picture.Country, confirmed, cancellation);
        contacts.CameIn(picture.Country);
    }

    private IEnumerable<NpgsqlBatchCommand> Notes(NodePicture picture, Heartbeat beat) => PeerStates.Met(
        new PeerSaid(
            picture.Country,
            beat.ClockOffset,
            picture.Roster is { Version: <= long.MaxValue } roster ? (long)roster.Version : null,
            beat.CertificateEnd,
            picture.SoftwareVersion,
            picture.Features),
        beat,
        time.GetUtcNow());

    private async Task<Digest?> DigestAsync(
        string peer, Domain.Lane lane, ulong epoch, ulong sequence, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return await Outbox.DigestAsync(connection, peer, lane, epoch, sequence, cancellation);
    }

    private async Task ResumeAsync(NodePicture picture, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        foreach (var cursor in picture.Outgoing)
            await IncomingLanes.ResumeAsync(connection, picture.Country, cursor.Lane.FromWire(), cursor.Epoch, cancellation);
    }

    private async Task MarkComparedAsync(string peer, string store, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await StoreInstance.MarkComparedAsync(connection, peer, store, cancellation);
    }

    /// <summary>
    /// Whoever holds a newer roster or key set may show proofs that we can't verify yet, and may be somebody whom we should
    /// trust no more. Who calls us may hold a certificate that was withdrawn since our backup; so a call counts only once a
    /// member that we called ourselves has told us what it knows.
    /// </summary>
    private bool IsComparison(TrustSnapshot trust, NodePicture picture, bool isAnswer)
    {
        if (!KnowsAsMuch(trust, picture))
            return false;
        hasHeard |= isAnswer;
        return isAnswer || (hasHeard && NoticesOf(picture).IsSubsetOf(trust.Notices.Select(notice => notice.Digest)));
    }

    /// <summary>Whether we hold every roster and key set that a picture names, or a newer one.</summary>
    public static bool KnowsAsMuch(TrustSnapshot trust, NodePicture picture) =>
        (picture.Roster?.Version ?? 0) <= (trust.Rosters.Current?.Version ?? 0)
        && (Documents.AreSame(picture.KeySets, trust.KeySetVersions)
            || picture.KeySets.All(keys => trust.FindMember(keys.Country) is not { } member || keys.Version <= (member.Keys?.Version ?? 0)));

    private async Task ActAsync(string peer, LaneFinding found, CancellationToken cancellation)
    {
        var (lane, finding) = (found.Lane, found.Finding);
        var isNew = finding switch
        {
            Finding.OwnChainBehind => await StopOwnAsync(peer, lane, StopReasons.OwnChainBehind, PeersCauses.OwnChainBehind, cancellation),
            Finding.OwnForked => await StopOwnAsync(peer, lane, StopReasons.Fork, PeersCauses.OwnForked, cancellation, found),
            Finding.PeerLost => await RewindAsync(peer, lane, found.Sequence, cancellation),
            Finding.PeerChainBehind =>
                await StopPeersAsync(peer, lane, StopReasons.PeerChainBehind, PeersCauses.PeerChainBehind, cancellation),
            Finding.PeerForked => await StopPeersAsync(peer, lane, StopReasons.Fork, PeersCauses.PeerForked, cancellation, found),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (finding != Finding.PeerLost)
            alarms.Set(PeersAlarms.LaneStopped(peer, lane.Code()), true);
        if (isNew && finding is (Finding.PeerLost or Finding.PeerChainBehind))
            log.PeerBehind(peer, lane, finding.ToString());
        else if (isNew)
            log.PictureTrouble(peer, lane, finding.ToString());
    }

    private Task<bool> StopOwnAsync(
        string peer, Domain.Lane lane, string reason, string cause, CancellationToken cancellation, LaneFinding? fork = null) =>
        notices.RunAsync(
            shell,
            async (session, inner) =>
            {
                var own = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, inner);
                if (fork is { IsProven: true })
                    await ForkTable.KeepAsync(session.Connection, peer, OtherDispatch.Of(fork), isOwn: true, session.Now, inner);
                return await OutgoingLanes.StopAsync(session.Connection, own, reason, session.Now, inner);
            },
            Notice(peer, lane, cause),
            cancellation);

    private Task<bool> StopPeersAsync(
        string peer, Domain.Lane lane, string reason, string cause, CancellationToken cancellation, LaneFinding? fork = null) =>
        notices.RunAsync(
            shell,
            async (session, inner) =>
            {
                if (fork is { IsProven: true })
                    await ForkTable.KeepAsync(session.Connection, peer, OtherDispatch.Of(fork), isOwn: false, session.Now, inner);
                return await IncomingLanes.StopAsync(session.Connection, peer, lane, reason, session.Now, inner);
            },
            Notice(peer, lane, cause),
            cancellation);

    private Task<bool> RewindAsync(string peer, Domain.Lane lane, ulong sequence, CancellationToken cancellation) => notices.RunAsync(
        shell,
        async (session, inner) =>
        {
            var own = await OutgoingLanes.ReadAsync(session.Connection, peer, lane, isToLock: true, inner);
            return await OutgoingLanes.RewindAsync(session.Connection, own, sequence, inner);
        },
        Notice(peer, lane, PeersCauses.PeerLostMessages),
        cancellation);

    private static PeersNotice Notice(string peer, Domain.Lane lane, string cause) =>
        new(cause, peer, PeerLanes.SubjectOf(peer, lane), "", lane.TroubleUrgency(), IsTest: false);

    private static Refusal Malformed(string field, string description) => Refusal.Malformed([new FieldViolation(field, description)]);
}
