using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Draws sheets, versions and tasks.</summary>
internal static class DirectoryScreen
{
    public static void Draw(Screen screen, ListSheetsResponse found, bool isFromNode)
    {
        if (found.IsReplicaOld && isFromNode)
            screen.Line($"[yellow]The node could not compare this with its store since {Safe.Text(screen.Times.FullWithRelative(found.ReplicaTime))}.[/]");
        var table = new Columns("COUNTRY", "NAME", "VERSION", "POINTS", "CONFIRMED", "LAST REACHED");
        foreach (SheetRow row in found.Sheets)
        {
            SheetQuality? quality = row.Quality;
            table.Add(
                row.Country,
                row.DisplayName,
                quality?.Version.ToString(CultureInfo.InvariantCulture) ?? "–",
                row.ContactPointCount.ToString(CultureInfo.InvariantCulture),
                new Cell(quality is null ? "no sheet" : screen.Times.Relative(quality.ConfirmTime), quality is { IsStale: false } ? "" : "yellow"),
                quality?.HumanContactTime is not { } contact ? "not known"
                : quality.IsHumanContactDayOnly ? Times.Day(contact)
                : screen.Times.Relative(contact));
            if (quality is { IsStale: true }) table.Note("Not confirmed for 90 days: be careful.", "yellow");
            if (quality?.ReachChange is { } change)
                table.Note($"Channels or keys changed {screen.Times.Relative(change.ChangeTime)}; see cn directory lookup --country {row.Country}.", "red");
            if (row.RefusedCount > 0) table.Note($"{row.RefusedCount} documents were refused; see cn directory history {row.Country}.", "red");
        }

        table.Draw(screen);
    }

    public static void Draw(Screen screen, GetSheetResponse found)
    {
        SheetVersion version = found.Version;
        screen.Line($"[bold]{Safe.Text(found.Sheet.Country)}[/] version {version.Version}, in force here since {Safe.Text(screen.Times.FullWithRelative(version.EffectiveTime))}");
        screen.Line($"[grey]Last reached: {Safe.Text(LookUpScreen.Reached(screen, found.Quality))}[/]");
        if (found.Quality.IsStale) screen.Line("[yellow]Not confirmed for 90 days: be careful.[/]");
        screen.Line($"[grey]{version.Digest}[/]");
        screen.Line();
        foreach (string line in SheetYaml.Write(found.Sheet).TrimEnd('\n').Split('\n')) screen.Line(Safe.Text(line));
    }

    public static void Draw(Screen screen, ListSheetVersionsResponse found)
    {
        var table = new Columns("VERSION", $"IN FORCE ({screen.Times.Zone})", "CHANGES", "FROM", "DIGEST");
        foreach (SheetVersion version in found.Versions)
        {
            table.Add(
                version.Version.ToString(CultureInfo.InvariantCulture),
                screen.Times.Short(version.EffectiveTime),
                version.IsReachChange ? "channels or keys" : "other",
                version.Origin,
                version.Digest);
        }

        table.Draw(screen);
        foreach (RefusedSheet refused in found.Refused)
            screen.Line($"[red]Refused[/]: version {refused.Version} from {Safe.Text(refused.Origin)}, {Safe.Text(refused.Fault)}, {Safe.Text(screen.Times.FullWithRelative(refused.ReceiveTime))}");
    }

    public static void Draw(Screen screen, ListDirectoryTasksResponse found)
    {
        if (found.Tasks.Count == 0)
        {
            screen.Line("Nothing is to be done.");
            return;
        }

        var table = new Columns("DUE", "TASK", "CONTACT POINT", "WHAT");
        foreach (DirectoryTask task in found.Tasks)
            table.Add(new Cell(screen.Times.Due(task.DueTime), task.IsOverdue ? "red" : ""), Words.Plain(task.Kind), task.ContactPointId, task.Text);
        table.Draw(screen);
    }
}
