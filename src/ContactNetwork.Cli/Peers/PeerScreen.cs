using System.Globalization;
using ContactNetwork.Cli.Nodes;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Peers;

/// <summary>Draws the other countries.</summary>
internal static class PeerScreen
{
    public static void Draw(Screen screen, IEnumerable<Peer> peers)
    {
        var table = new Columns("Country", "Name", "Member", "Reachability", "Last contact", "Waiting", "Call") { Shrinking = 1 };
        foreach (Peer peer in peers)
        {
            table.Add(
                new Cell(peer.Country, "bold"),
                peer.DisplayName,
                new Cell(Words.Of(peer.Membership), peer.Membership == PeerMembership.Active ? Styles.Default : Styles.Wrong),
                new Cell(Words.Of(peer.Reachability), Styles.Of(peer.Reachability)),
                screen.Times.Relative(peer.ContactTime),
                Number(peer.Lanes.Sum(lane => lane.QueuedCount)),
                peer.CallPhone);
            if (peer.Suspension is not null) table.Note(Summary(screen, peer.Suspension), Styles.Wrong);
            if (peer.Trouble.Length > 0) table.Note(peer.Trouble, Styles.Wrong);
            foreach (PeerLane lane in peer.Lanes.Where(lane => lane.StopReason.Length > 0))
                table.Note($"Lane {lane.Lane} has stopped: {lane.StopReason}.", Styles.Wrong);
        }

        table.Draw(screen);
    }

    public static void Draw(Screen screen, Peer peer)
    {
        Times times = screen.Times;
        screen.Line($"[bold]{Safe.Text(peer.Country)}[/] {Safe.Text(peer.DisplayName)}  "
            + $"[{Styles.Of(peer.Reachability)}]{Safe.Text(Words.Of(peer.Reachability))}[/]  {Safe.Text(Words.Of(peer.Membership))} member");
        screen.Line();
        if (peer.Suspension is not null) Draw(screen, peer.Suspension);
        if (peer.Restore is not null) RestoreCommand.Draw(screen, peer.Restore);
        foreach (ForkProof fork in peer.Forks)
        {
            screen.Field(fork.IsOwn ? "Fork of ours" : "Fork", $"{fork.Lane.ToLowerInvariant()} {fork.Epoch}/{fork.Sequence}, {screen.Times.FullWithRelative(fork.ReceiveTime)}", Styles.Wrong);
            screen.Field("", fork.KeptDigest.Length == 0 ? "nothing was taken under that number" : Kept(fork));
            screen.Field("", $"other {fork.OtherDigest}");
        }

        if (peer.ForkLeftOutCount > 0)
            screen.Field("More forks", $"{peer.ForkLeftOutCount} came besides those that are kept", Styles.Wrong);
        screen.Field("Trouble", peer.Trouble, Styles.Wrong);
        screen.Field("Desk's phone", peer.CallPhone);
        screen.Field("Endpoint", peer.Endpoint);
        screen.Field("Last contact", times.FullWithRelative(peer.ContactTime));
        screen.Field("Clock", Clock(peer), peer.IsClockDisputed ? Styles.Wrong : Styles.Default);
        screen.Field("Certificate", peer.CertificateExpireTime is null ? null : $"ends {times.FullWithRelative(peer.CertificateExpireTime)}");
        screen.Field("Roster", peer.RosterVersion == 0 ? null : $"version {peer.RosterVersion}");
        screen.Field("Key set", peer.KeySetVersion == 0 ? null : $"version {peer.KeySetVersion}");
        screen.Field("Features", string.Join(", ", peer.Features));
        HeartbeatScreen.Draw(screen, peer);
        if (peer.Lanes.Count == 0) return;
        screen.Heading("Lanes");
        var table = new Columns("  Lane", "Waiting", "Oldest", "Sent", "Receipted", "Received", "Failed", "Next try", "Stopped");
        foreach (PeerLane lane in peer.Lanes)
        {
            table.Add(
                $"  {lane.Lane.ToLowerInvariant()}", Number(lane.QueuedCount), times.Relative(lane.OldestQueueTime),
                Number(lane.SentSequence), Number(lane.ReceiptedSequence), Number(lane.ReceivedSequence),
                new Cell(Number(lane.FailedAttemptCount), lane.FailedAttemptCount > 0 ? Styles.Waits : Styles.Default),
                times.Relative(lane.NextAttemptTime),
                new Cell(lane.StopReason, Styles.Wrong));
        }

        table.Draw(screen);
    }

    /// <summary>Who suspended a peer, since when, until when, and what waits.</summary>
    public static void Draw(Screen screen, PeerSuspension suspension)
    {
        Times times = screen.Times;
        screen.Field("Suspended", $"{times.FullWithRelative(suspension.SuspendTime)} by {Name(suspension.Suspender)}", Styles.Wrong);
        screen.Field("Because", suspension.Because);
        screen.Field("Confirmed", suspension.Confirmer is null
            ? $"by nobody yet: it lapses {times.FullWithRelative(suspension.LapseTime)}"
            : $"{times.FullWithRelative(suspension.ConfirmTime)} by {Name(suspension.Confirmer)}");
        if (suspension.ResumeProposer is not null)
            screen.Field("To be resumed", $"says {Name(suspension.ResumeProposer)}, {times.Relative(suspension.ResumeProposeTime)}: {suspension.ResumeBecause}", Styles.Waits);
        if (suspension.WaitingCount > 0) screen.Field("Waiting", $"{Number(suspension.WaitingCount)} message(s) for the end of it");
    }

    private static string Summary(Screen screen, PeerSuspension suspension) => suspension.Confirmer is null
        ? $"Suspended here {screen.Times.Relative(suspension.SuspendTime)} by one person; lapses {screen.Times.Relative(suspension.LapseTime)}."
        : $"Suspended here {screen.Times.Relative(suspension.SuspendTime)} by two persons.";

    private static string Name(PeerActor actor) => $"{actor.Role} {actor.Person[(actor.Person.LastIndexOf('/') + 1)..]}";

    private static string Clock(Peer peer)
    {
        double seconds = peer.ClockOffsetMilliseconds / 1000.0;
        string offset = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(seconds):0.0} s {(seconds < 0 ? "behind" : "ahead of")} ours");
        return peer.IsClockDisputed ? $"{offset}: more than 5 minutes apart" : offset;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The one that is kept; where the other names another predecessor, the one before it.</summary>
    private static string Kept(ForkProof fork) => fork.KeptSequence == fork.Sequence || fork.KeptSequence == 0
        ? $"taken {fork.KeptDigest}"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"taken {fork.KeptDigest} as {fork.KeptSequence}, which the other does not follow");
}
