using System.Globalization;
using ContactNetwork.Cards.Texts;
using SkiaSharp;

namespace ContactNetwork.Cards.Pages;

/// <summary>The first pages of a booklet: each country with its first number and its page.</summary>
internal static class ContentsPages
{
    private const float RowHeight = 17;
    private const float TitleHeight = 84;
    private const float CodeWidth = 34;
    private const float NumberLeft = Paper.Left + 262;
    private const float VersionRight = Paper.Right - 34;
    private const float Full = 1;

    private static readonly int RowsOnFirst = (int)((Paper.Bottom - Paper.Top - TitleHeight) / RowHeight);
    private static readonly int RowsOnNext = (int)((Paper.Bottom - Paper.Top) / RowHeight);

    public static int Count(int countries) =>
        countries <= RowsOnFirst ? 1 : 1 + (int)Math.Ceiling((countries - RowsOnFirst) / (double)RowsOnNext);

    /// <summary>Draws one of the pages.</summary>
    /// <param name="painter">Draws texts.</param>
    /// <param name="canvas">The page.</param>
    /// <param name="cards">All countries, in the order of their pages.</param>
    /// <param name="page">Which of these pages, from 0.</param>
    public static void Draw(TextPainter painter, SKCanvas canvas, IReadOnlyList<CountryCard> cards, int page)
    {
        var pen = new Pen(painter, canvas, Full);
        int firstPage = Count(cards.Count) + 1;
        float y = page == 0 ? Title(pen, cards) : Paper.Top;
        int skipped = page == 0 ? 0 : RowsOnFirst + ((page - 1) * RowsOnNext);
        int shown = page == 0 ? RowsOnFirst : RowsOnNext;
        for (int at = skipped; at < Math.Min(skipped + shown, cards.Count); at++)
        {
            Row(pen, canvas, cards[at], firstPage + at, y);
            y += RowHeight;
        }
    }

    private static float Title(Pen pen, IReadOnlyList<CountryCard> cards)
    {
        float y = pen.Put("Contact points, day and night", pen.Style(26, isBold: true), Paper.Left, Paper.Top, Paper.Room);
        string networks = string.Join(", ", cards.Select(card => card.NetworkId).Distinct(StringComparer.Ordinal));
        pen.Put($"Network {networks}   ·   {cards.Count} countries   ·   first number of each; the page tells when it is answered", pen.Style(10), Paper.Left, y, Paper.Room);
        return Paper.Top + TitleHeight;
    }

    private static void Row(Pen pen, SKCanvas canvas, CountryCard card, int page, float y)
    {
        pen.Put(card.Country, pen.Style(11, isBold: true), Paper.Left, y, CodeWidth);
        CardText name = card.Names.FirstOrDefault() ?? new CardText("", card.Country);
        pen.Put(name, pen.Style(11), Paper.Left + CodeWidth, y, NumberLeft - Paper.Left - CodeWidth - 8, 1);
        string number = card.Contacts.SelectMany(contact => contact.Reaches).FirstOrDefault(reach => reach.IsNumber)?.Value ?? "no number";
        pen.Put(NumberGroups.Of(number), pen.Style(11, isBold: true), NumberLeft, y, VersionRight - 50 - NumberLeft, 1);
        pen.PutRight(string.Create(CultureInfo.InvariantCulture, $"v{card.Version}"), pen.Style(8, color: Paper.Soft), VersionRight, y + 2);
        pen.PutRight(page.ToString(CultureInfo.InvariantCulture), pen.Style(11, isBold: true), Paper.Right, y);
        pen.Fill(new SKRect(Paper.Left, y + RowHeight - 1.6f, Paper.Right, y + RowHeight - 1.2f), Paper.Rule);
        canvas.DrawLinkDestinationAnnotation(new SKRect(Paper.Left, y, Paper.Right, y + RowHeight), Anchor(card));
    }

    /// <summary>The name of a country's page within the document.</summary>
    public static string Anchor(CountryCard card) => $"country-{card.Country}";
}
