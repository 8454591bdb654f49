using ContactNetwork.Cards.Fonts;
using ContactNetwork.Cards.Pages;
using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards;

/// <summary>Prints cards and booklets as PDF, A4. A country always has exactly one page.</summary>
public static class CardPrinter
{
    private const string Program = "Contact network";

    /// <summary>Prints one country's card.</summary>
    /// <param name="output">Where the PDF goes; stays open.</param>
    /// <param name="card">What to print.</param>
    /// <param name="fonts">The fonts.</param>
    /// <param name="printedTime">What the page gives as the time of printing.</param>
    /// <exception cref="FontMissingException">A letter is in no font.</exception>
    public static void PrintCard(Stream output, CountryCard card, FontShelf fonts, DateTimeOffset printedTime)
    {
        ArgumentNullException.ThrowIfNull(card);
        using var painter = new TextPainter(fonts);
        Print(output, $"Contact points of {card.Country}", printedTime, painter, [OfCountry(card, painter)]);
    }

    /// <summary>Prints a booklet: contents, then each country's card, in the order of their codes.</summary>
    /// <param name="output">Where the PDF goes; stays open.</param>
    /// <param name="cards">What to print.</param>
    /// <param name="fonts">The fonts.</param>
    /// <param name="printedTime">What the pages give as the time of printing.</param>
    /// <exception cref="FontMissingException">A letter is in no font.</exception>
    public static void PrintBooklet(Stream output, IEnumerable<CountryCard> cards, FontShelf fonts, DateTimeOffset printedTime)
    {
        CountryCard[] ordered = [.. cards.OrderBy(card => card.Country, StringComparer.Ordinal)];
        using var painter = new TextPainter(fonts);
        CardMarking strictest = ordered.Select(card => card.Marking).DefaultIfEmpty(CardMarking.Clear).Max();
        bool isExercise = ordered.Any(card => card.IsExercise);
        IEnumerable<PageToPrint> contents = Enumerable.Range(0, ContentsPages.Count(ordered.Length)).Select(page => new PageToPrint(
            strictest, isExercise, "CONTACT POINTS: CONTENTS", "Booklet", "", canvas => ContentsPages.Draw(painter, canvas, ordered, page)));
        Print(output, "Contact points, day and night", printedTime, painter, [.. contents, .. ordered.Select(card => OfCountry(card, painter))]);
    }

    private sealed record PageToPrint(
        CardMarking Marking, bool IsExercise, string Title, string Origin, string Digest, Action<SKCanvas> Draw);

    private static PageToPrint OfCountry(CountryCard card, TextPainter painter)
    {
        CardPage page = CardFit.Fit(card, painter);
        return new PageToPrint(card.Marking, card.IsExercise, $"CONTACT POINTS   ·   network {card.NetworkId}", page.Origin, card.Digest, canvas =>
        {
            canvas.DrawNamedDestinationAnnotation(new SKPoint(0, 0), ContentsPages.Anchor(card));
            page.Draw(painter, canvas);
        });
    }

    private static void Print(Stream output, string title, DateTimeOffset printedTime, TextPainter painter, IReadOnlyList<PageToPrint> pages)
    {
        SKDocumentPdfMetadata about = SKDocumentPdfMetadata.Default;
        about.Title = title;
        about.Creator = Program;
        about.Producer = Program;
        about.Creation = about.Modified = printedTime.UtcDateTime;
        // Text of all pages is shaped before, so a missing letter leaves no half document behind.
        using SKDocument document = SKDocument.CreatePdf(output, about);
        for (int at = 0; at < pages.Count; at++)
        {
            PageToPrint page = pages[at];
            SKCanvas canvas = document.BeginPage(Paper.Width, Paper.Height);
            page.Draw(canvas);
            new Frame(page.Marking, page.IsExercise, page.Title, page.Origin, page.Digest, printedTime, at + 1, pages.Count).Draw(painter, canvas);
            document.EndPage();
        }

        document.Close();
    }
}
