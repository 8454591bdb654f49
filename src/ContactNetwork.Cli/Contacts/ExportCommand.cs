using System.CommandLine;
using System.Text;
using ContactNetwork.Cli.Contacts.Copies;
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
        new Command("export", "Write authorities and contact points as vCard 4.0 or CSV, or whole sheets as JSON.") { Format, Country, Out, DirectoryReading.Offline }
            .Runs(surroundings, RunAsync);

    private static Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string? country = CountryOption.Of(session, Country);
        return DirectoryReading.RunAsync(
            session,
            async (directory, inner) =>
            {
                IReadOnlyList<KnownSheet> known = country is null
                    ? await KnownSheets.ListAsync(directory, inner)
                    : [await KnownSheets.GetAsync(directory, country, 0, inner)];
                return await WriteAsync(session, [.. known.Select(sheet => sheet.Sheet)], inner);
            },
            (sheets, local) => Done(session, sheets, local),
            cancellation);
    }

    private static async Task<Sheet[]> WriteAsync(Session session, Sheet[] sheets, CancellationToken cancellation)
    {
        string text = session.Parse.GetRequiredValue(Format)! switch
        {
            Formats.VCard => SheetVCard.Write(sheets),
            Formats.Csv => SheetCsv.Write(sheets),
            _ => SheetJson.Write(sheets),
        };
        string file = session.Parse.GetRequiredValue(Out);
        if (file == Formats.Standard) await session.Surroundings.Output.WriteAsync(text);
        else await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(text), cancellation);
        return sheets;
    }

    private static void Done(Session session, Sheet[] sheets, LocalAnswer? local)
    {
        string file = session.Parse.GetRequiredValue(Out);
        if (file == Formats.Standard)
        {
            // Standard output holds nothing but the export.
            if (session.IsJson && local is not null) session.Notices.JsonLine(new { localCopy = local });
            else local?.Tell(session.Notices);
            return;
        }

        int points = sheets.Sum(sheet => sheet.ContactPoints.Count);
        DirectoryReading.Draw(
            session,
            new { file, format = session.Parse.GetRequiredValue(Format)!, countries = sheets.Select(sheet => sheet.Country), contactPoints = points },
            local,
            () => session.Screen.Line($"Wrote {points} contact points of {sheets.Length} countries to [bold]{Safe.Text(file)}[/]. Mind each sheet's marking."));
    }
}
