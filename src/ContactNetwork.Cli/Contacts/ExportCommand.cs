using System.CommandLine;
using System.Text;
using ContactNetwork.Cli.Contacts.Exchange;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory export</c>: writes sheets for other programs.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Format = Formats.Option("The format.", isRequired: true);
    private static readonly Option<string?> Country = CountryOption.Create("Only this country. Default: all.", isRequired: false);
    private static readonly Option<string> Out = new("--out") { Description = "The file to write; '-' writes to standard output.", HelpName = "file", Required = true };

    public static Command Create(Surroundings surroundings) =>
        new Command("export", "Write authorities and contact points as vCard 4.0 or CSV, or whole sheets as JSON.") { Format, Country, Out }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string format = session.Parse.GetRequiredValue(Format)!;
        IReadOnlyList<KnownSheet> known = CountryOption.Of(session, Country) is { } country
            ? [await KnownSheets.GetAsync(session, country, 0, cancellation)]
            : await KnownSheets.ListAsync(session, cancellation);
        Sheet[] sheets = [.. known.Select(sheet => sheet.Sheet)];
        string text = format switch
        {
            Formats.VCard => SheetVCard.Write(sheets),
            Formats.Csv => SheetCsv.Write(sheets),
            _ => SheetJson.Write(sheets),
        };
        string file = session.Parse.GetRequiredValue(Out);
        if (file == Formats.Standard)
        {
            await session.Surroundings.Output.WriteAsync(text);
            return ExitCodes.Done;
        }

        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(text), cancellation);
        int points = sheets.Sum(sheet => sheet.ContactPoints.Count);
        if (session.IsJson) session.Screen.Json(new { file, format, countries = sheets.Select(sheet => sheet.Country), contactPoints = points });
        else session.Screen.Line($"Wrote {points} contact points of {sheets.Length} countries to [bold]{Safe.Text(file)}[/]. Mind each sheet's marking.");
        return ExitCodes.Done;
    }
}
