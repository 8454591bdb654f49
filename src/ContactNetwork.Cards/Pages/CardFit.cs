using ContactNetwork.Cards.Texts;

namespace ContactNetwork.Cards.Pages;

/// <summary>
/// Makes one page of any sheet, in this order: 1. everything, in type of full size down to four fifths (never below seven tenths further on); 2. without
/// background; 3. only what is needed, with few further names; 4. bare: one further name, no notes, long texts cut; 5. the
/// last contact points shrink to a line each; 6. even the first loses its last channels. What is left out is said on the page.
/// </summary>
internal static class CardFit
{
    private const float SmallestType = 0.72f;
    private const int ReachesTried = 20;

    private static readonly (Detail Detail, float Scale)[] Steps =
    [
        (Detail.Full, 1f), (Detail.Full, 0.94f), (Detail.Full, 0.88f), (Detail.Full, 0.8f),
        (Detail.WithoutBackground, 0.86f), (Detail.WithoutBackground, 0.8f), (Detail.WithoutBackground, 0.74f),
        (Detail.Needed, 0.8f), (Detail.Needed, 0.74f),
        (Detail.Bare, 0.78f), (Detail.Bare, SmallestType),
    ];

    public static CardPage Fit(CountryCard card, TextPainter painter)
    {
        foreach ((Detail detail, float scale) in Steps)
        {
            var page = new CardPage(card, detail, scale);
            if (page.Fits(painter)) return page;
        }

        return WithFewerContacts(card, painter);
    }

    private static CardPage WithFewerContacts(CountryCard card, TextPainter painter)
    {
        int contacts = MostThatFit(card.Contacts.Length, count => Bare(card, count, int.MaxValue, int.MaxValue), painter);
        if (contacts > 0) return Bare(card, contacts, int.MaxValue, int.MaxValue);
        int rows = Math.Max(0, card.Contacts.Length - 1);
        int reaches = MostThatFit(ReachesTried, count => Bare(card, 1, count, rows), painter);
        if (reaches > 0) return Bare(card, 1, reaches, rows);
        return Bare(card, 0, 0, MostThatFit(card.Contacts.Length, count => Bare(card, 0, 0, count), painter));
    }

    /// <summary>The most that fit, by halving: each more takes more room.</summary>
    private static int MostThatFit(int most, Func<int, CardPage> page, TextPainter painter)
    {
        int fitting = 0;
        while (fitting < most)
        {
            int tried = (fitting + most + 1) / 2;
            if (page(tried).Fits(painter)) fitting = tried;
            else most = tried - 1;
        }

        return fitting;
    }

    private static CardPage Bare(CountryCard card, int contacts, int reaches, int rows) =>
        new(card, Detail.Bare with { ContactsMax = contacts, ReachesMax = reaches, RowsMax = rows }, SmallestType);
}
