using System.Globalization;
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
        screen.Field("Trouble", peer.Trouble, Styles.Wrong);
        screen.Field("Desk's phone", peer.CallPhone);
        screen.Field("Endpoint", peer.Endpoint);
        screen.Field("Last contact", times.FullWithRelative(peer.ContactTime));
        screen.Field("Clock", Clock(peer), peer.IsClockDisputed ? Styles.Wrong : Styles.Default);
        screen.Field("Certificate", peer.CertificateExpireTime is null ? null : $"ends {times.FullWithRelative(peer.CertificateExpireTime)}");
        screen.Field("Roster", peer.RosterVersion == 0 ? null : $"version {peer.RosterVersion}");
        screen.Field("Key set", peer.KeySetVersion == 0 ? null : $"version {peer.KeySetVersion}");
        screen.Field("Features", string.Join(", ", peer.Features));
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

    private static string Clock(Peer peer)
    {
        double seconds = peer.ClockOffsetMilliseconds / 1000.0;
        string offset = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(seconds):0.0} s {(seconds < 0 ? "behind" : "ahead of")} ours");
        return peer.IsClockDisputed ? $"{offset}: more than 5 minutes apart" : offset;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
