using System.Collections.Immutable;

namespace ContactNetwork.Cards.Tests;

public sealed class PageTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(5, 4)]
    [InlineData(12, 4)]
    [InlineData(50, 4)]
    [InlineData(1, 20)]
    [InlineData(50, 20)]
    public void A_country_has_one_page_however_long_its_record(int contacts, int reaches)
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { Contacts = Contacts(contacts, reaches, "") });

        Assert.Equal(1, pdf.Pages);
        string text = pdf.Text();
        Assert.Equal(2, text.Split(' ').Count(word => word == "TLP:AMBER"));
        Assert.Contains("Page 1 of 1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_record_that_a_sheet_may_hold_has_one_page()
    {
        string words = string.Concat(Enumerable.Repeat("endless ", 125));
        ImmutableArray<CardText> names = [.. Enumerable.Range(0, 20).Select(_ => new CardText("en", words[..200]))];
        CardContact contact = Contacts(1, 20, words[..200])[0] with { Names = names, Authority = names, Facts = [.. Enumerable.Repeat(words[..300], 20)] };
        CountryCard card = Samples.Belmaria with
        {
            Names = names,
            StatusNote = words[..500],
            Contacts = [.. Enumerable.Repeat(contact, 50)],
            Remarks = [.. Enumerable.Range(0, 30).Select(_ => new CardRemark("Reservation", words, RemarkWeight.Needed))],
        };

        using Pdf pdf = Pdf.OfCard(card);

        Assert.Equal(1, pdf.Pages);
        Assert.Contains("NOT ON THIS PAGE", pdf.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_contact_point_of_twelve_is_there_with_its_first_number()
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { Contacts = Contacts(12, 4, "") });
        string text = pdf.Text();

        Assert.All(Enumerable.Range(0, 12), at => Assert.Contains($"Desk {at} ", text, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 12), at => Assert.Contains($"+999 555 {at:D2}0 100", text, StringComparison.Ordinal));
        Assert.Contains("the records of further contact points", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fits_is_there_in_full_without_a_notice()
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria);

        Assert.DoesNotContain("NOT ON THIS PAGE", pdf.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_country_without_contact_points_tells_where_to_turn()
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { Contacts = [] });

        Assert.Contains("NO CONTACT POINT", pdf.Text(), StringComparison.Ordinal);
        Assert.Contains("nobody is designated", pdf.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(37, 38)]
    [InlineData(38, 40)]
    [InlineData(90, 93)]
    public void A_booklet_has_its_contents_and_a_page_for_each_country(int countries, int pages)
    {
        CountryCard[] cards = [.. Enumerable.Range(0, countries).Select(at => Samples.Of($"X{(char)('A' + (at / 26))}{(char)('A' + (at % 26))}"[^2..]))];

        using Pdf pdf = Pdf.OfBooklet(cards);

        Assert.Equal(pages, pdf.Pages);
    }

    [Fact]
    public void The_contents_lead_to_the_right_page_and_carry_the_strictest_marking()
    {
        using Pdf pdf = Pdf.OfBooklet([Samples.Of("XC", CardMarking.Red), Samples.Of("XA", CardMarking.Green), Samples.Belmaria]);

        Assert.Equal(4, pdf.Pages);
        string contents = pdf.Text(1);
        Assert.Matches("XA Country XA .* v12 2 XB Belmaria .* v12 3 XC Country XC .* v12 4", contents);
        Assert.Contains("TLP:RED", contents, StringComparison.Ordinal);
        Assert.Contains("TLP:GREEN", pdf.Text(2), StringComparison.Ordinal);
        Assert.Contains("Belmaria", pdf.Text(3), StringComparison.Ordinal);
        Assert.Contains("TLP:RED", pdf.Text(4), StringComparison.Ordinal);
    }

    private static ImmutableArray<CardContact> Contacts(int contacts, int reaches, string note) =>
    [
        .. Enumerable.Range(0, contacts).Select(at => Samples.Desk with
        {
            Id = $"urn:poc:XB:{at}",
            Names = [new("en", $"Desk {at} of Belmaria"), .. Samples.UnitNames[1..]],
            Reaches = [.. Enumerable.Range(0, reaches).Select(reach => new CardReach("Phone", $"+999555{at:D2}01{reach:D2}", true, "At any hour", note))],
        }),
    ];
}
