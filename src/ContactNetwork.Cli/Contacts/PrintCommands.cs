using System.CommandLine;
using ContactNetwork.Cards;
using ContactNetwork.Cards.Fonts;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Cli.Contacts.Printing;
using ContactNetwork.Cli.Screens;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory card</c> and <c>cn directory booklet</c>: what lies beside the telephone.</summary>
internal static class PrintCommands
{
    private static readonly Option<string?> Country = CountryOption.Create("The country.", isRequired: true);
    private static readonly Option<string> Out = new("--out") { Description = "The PDF to write.", HelpName = "file.pdf", Required = true };
    private static readonly Option<string[]> Fonts = new("--fonts")
    {
        Description = "A folder with fonts, searched before the system's; repeat for more.",
        HelpName = "folder",
    };

    public static Command CreateCard(Surroundings surroundings) =>
        new Command("card", "Print one country's contact points on one page.") { Country, Out, Fonts, DirectoryReading.Offline }.Runs(surroundings, CardAsync);

    public static Command CreateBooklet(Surroundings surroundings) =>
        new Command("booklet", "Print the cards of all countries, with contents.") { Out, Fonts, DirectoryReading.Offline }.Runs(surroundings, BookletAsync);

    private static Task<int> CardAsync(Session session, CancellationToken cancellation)
    {
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        string country = CountryOption.Of(session, Country)!;
        return DirectoryReading.RunAsync<CountryCard[]>(
            session,
            async (directory, inner) =>
            {
                CountryCard card = CardContent.Of(await KnownSheets.GetAsync(directory, country, 0, inner), now);
                await WriteAsync(session, (output, fonts) => CardPrinter.PrintCard(output, card, fonts, now), inner);
                return [card];
            },
            (cards, local) => Done(session, cards, local),
            cancellation);
    }

    private static Task<int> BookletAsync(Session session, CancellationToken cancellation)
    {
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        return DirectoryReading.RunAsync<CountryCard[]>(
            session,
            async (directory, inner) =>
            {
                CountryCard[] cards = [.. (await KnownSheets.ListAsync(directory, inner)).Select(known => CardContent.Of(known, now))];
                if (cards.Length == 0) throw new CliException(ExitCodes.NotFound, "SHEET_NOT_FOUND", "No country's sheet is known here yet.");
                await WriteAsync(session, (output, fonts) => CardPrinter.PrintBooklet(output, cards, fonts, now), inner);
                return cards;
            },
            (cards, local) => Done(session, cards, local),
            cancellation);
    }

    private static async Task WriteAsync(Session session, Action<Stream, FontShelf> print, CancellationToken cancellation)
    {
        string[] folders = session.Parse.GetValue(Fonts) ?? [];
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing) throw CliException.Usage($"There is no folder {missing}.");
        using var output = new MemoryStream();
        try
        {
            using var fonts = FontShelf.Open(folders);
            print(output, fonts);
        }
        catch (FontMissingException failure)
        {
            throw new CliException(ExitCodes.Usage, "FONT_MISSING", failure.Message, $"On Debian: apt-get install {failure.Package}. Or: --fonts FOLDER");
        }

        // Only a whole document replaces what was there.
        await File.WriteAllBytesAsync(session.Parse.GetRequiredValue(Out), output.ToArray(), cancellation);
    }

    private static void Done(Session session, CountryCard[] cards, LocalAnswer? local)
    {
        string file = session.Parse.GetRequiredValue(Out);
        DirectoryReading.Draw(
            session,
            new { file, cards = cards.Select(card => new { card.Country, card.Version, card.Digest }) },
            local,
            () => session.Screen.Line($"Printed {(cards.Length == 1 ? $"{cards[0].Country} version {cards[0].Version}" : $"{cards.Length} countries")} to [bold]{Safe.Text(file)}[/]."));
    }
}
