using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node status</c>: what the node is and how it does.</summary>
internal static class StatusCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("status", "Show what the node is and how it does.").Runs(surroundings, async (session, cancellation) =>
        {
            GetNodeStatusResponse status = await session.Node.Node.GetNodeStatusAsync(new GetNodeStatusRequest(), cancellationToken: cancellation);
            if (session.IsJson) session.Screen.Json(status);
            else Draw(session.Screen, status);
            return ExitCodes.Done;
        });

    private static void Draw(Screen screen, GetNodeStatusResponse status)
    {
        Times times = screen.Times;
        string health = status.Alarms.Count == 0 ? "[green]no alarm[/]" : $"[red]{status.Alarms.Count} alarm(s)[/]";
        screen.Line($"[bold]{Safe.Text(status.Country)}[/] in network {Safe.Text(status.NetworkId)}, {Safe.Text(status.Realm.ToLowerInvariant())} realm  {health}");
        screen.Line();
        foreach (string alarm in status.Alarms) screen.Field("Alarm", alarm.ToLowerInvariant().Replace('_', ' '), Styles.Wrong);
        screen.Field("Software", status.SoftwareVersion);
        screen.Field("Policy", status.PolicyVersion);
        screen.Field("Started", times.FullWithRelative(status.StartTime));
        screen.Field("Roster", $"version {status.RosterVersion}{Ends(times, status.RosterExpireTime)}");
        screen.Field("Certificate", status.CertificateExpireTime is null ? null : $"ends {times.FullWithRelative(status.CertificateExpireTime)}");
        if (status.Clerks.Count > 0) DrawClerks(screen, status);
        if (status.DueCounts.Count > 0) DrawDue(screen, status);
    }

    private static string Ends(Times times, Google.Protobuf.WellKnownTypes.Timestamp? time) => time is null ? "" : $", ends {times.FullWithRelative(time)}";

    private static void DrawClerks(Screen screen, GetNodeStatusResponse status)
    {
        screen.Heading("Clerks");
        var table = new Columns("  Clerk", "Last look", "Leases");
        foreach (Clerk clerk in status.Clerks)
            table.Add($"  {clerk.Name}", screen.Times.Relative(clerk.LookTime), Number(clerk.HeldLeaseCount));
        table.Draw(screen);
    }

    private static void DrawDue(Screen screen, GetNodeStatusResponse status)
    {
        screen.Heading("Due work");
        var table = new Columns("  Kind", "All", "Overdue", "Parked");
        foreach (DueCount count in status.DueCounts)
        {
            table.Add(
                $"  {count.Kind}", Number(count.Count), Number(count.OverdueCount),
                new Cell(Number(count.ParkedCount), count.ParkedCount > 0 ? Styles.Wrong : Styles.Default));
        }

        table.Draw(screen);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
