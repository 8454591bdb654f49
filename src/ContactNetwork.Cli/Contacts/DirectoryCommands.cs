using System.CommandLine;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory</c>: whom to call abroad, and this country's own sheet.</summary>
internal static class DirectoryCommands
{
    private static readonly Argument<string> Country = new("country") { Description = "The country, two letters." };
    private static readonly Option<long> Version = new("--version-number") { Description = "One version instead of the one in force." };

    public static Command Create(Surroundings surroundings) =>
        new("directory", "Look up whom to call abroad; keep your own country's sheet; test contacts; print, carry out and in.")
        {
            LookUpCommand.Create(surroundings),
            new Command("list", "List the countries and how good their sheets are.") { DirectoryReading.Offline }.Runs(surroundings, ListAsync),
            new Command("show", "Show a country's sheet as it was signed.") { Country, Version, DirectoryReading.Offline }.Runs(surroundings, ShowAsync),
            new Command("history", "List the versions of a sheet, and what was refused.") { Country }.Runs(surroundings, HistoryAsync),
            new Command("tasks", "List what is to be done about our own sheet.").Runs(surroundings, TasksAsync),
            ContactTestCommands.CreateTest(surroundings),
            ContactTestCommands.CreateTests(surroundings),
            VoiceTestCommands.Create(surroundings),
            DraftCommand.Create(surroundings),
            SignSheetCommand.Create(surroundings),
            PublishCommand.Create(surroundings),
            ConfirmSheetCommand.Create(surroundings),
            PrintCommands.CreateCard(surroundings),
            PrintCommands.CreateBooklet(surroundings),
            VerifyCardCommand.Create(surroundings),
            ExportCommand.Create(surroundings),
            ImportCommand.Create(surroundings),
            CopyCommand.Create(surroundings),
        };

    /// <summary>The name of a country's sheet.</summary>
    public static async Task<string> NameAsync(Session session, string country, CancellationToken cancellation) =>
        $"nodes/{await session.CountryAsync(cancellation)}/sheets/{country.ToLowerInvariant()}";

    private static Task<int> ListAsync(Session session, CancellationToken cancellation) => DirectoryReading.RunAsync(
        session,
        (directory, inner) => directory.ListAsync(inner),
        (found, local) => DirectoryReading.Draw(session, found, local, () => DirectoryScreen.Draw(session.Screen, found, isFromNode: local is null)),
        cancellation);

    private static Task<int> ShowAsync(Session session, CancellationToken cancellation) => DirectoryReading.RunAsync(
        session,
        (directory, inner) => directory.GetAsync(session.Parse.GetRequiredValue(Country), session.Parse.GetValue(Version), inner),
        (found, local) => DirectoryReading.Draw(session, found, local, () => DirectoryScreen.Draw(session.Screen, found)),
        cancellation);

    private static async Task<int> HistoryAsync(Session session, CancellationToken cancellation)
    {
        var request = new ListSheetVersionsRequest { Name = await NameAsync(session, session.Parse.GetRequiredValue(Country), cancellation) };
        ListSheetVersionsResponse found = await session.Node.Contacts.ListSheetVersionsAsync(request, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else DirectoryScreen.Draw(session.Screen, found);
        await CopyRefresh.OnUseAsync(session, cancellation);
        return ExitCodes.Done;
    }

    private static async Task<int> TasksAsync(Session session, CancellationToken cancellation)
    {
        ListDirectoryTasksResponse found =
            await session.Node.Contacts.ListDirectoryTasksAsync(new ListDirectoryTasksRequest(), cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else DirectoryScreen.Draw(session.Screen, found);
        await CopyRefresh.OnUseAsync(session, cancellation);
        return ExitCodes.Done;
    }
}

/// <summary><c>cn directory confirm</c>: says that our own sheet still holds.</summary>
internal static class ConfirmSheetCommand
{
    private static readonly Option<long> Seen = new("--version-seen") { Description = "The version that you have read.", Required = true };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("confirm", "Confirm that our own sheet still holds, every 90 days.") { Seen, RequestId }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new ConfirmSheetRequest { RequestId = RequestIdOption.Of(session, RequestId), Version = session.Parse.GetValue(Seen) };
        ConfirmSheetResponse confirmed = await session.Node.Contacts.ConfirmSheetAsync(request, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(confirmed);
        else session.Screen.Line($"[green]Confirmed[/] as version [bold]{confirmed.Version.Version}[/]; all members are being told.");
        return ExitCodes.Done;
    }
}
