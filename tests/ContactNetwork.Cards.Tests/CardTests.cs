using System.Text;

namespace ContactNetwork.Cards.Tests;

public sealed class CardTests : IClassFixture<CardTests.Printed>
{
    private const int EnoughDots = 150;
    private readonly Printed _printed;

    public CardTests(Printed printed) => _printed = printed;

    public static TheoryData<string> Names => [.. Samples.UnitNames.Concat(Samples.CountryNames).Select(name => name.Text)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_in_any_script_can_be_searched_and_copied_in_reading_order(string name) =>
        Assert.Contains(name.Normalize(NormalizationForm.FormKC), _printed.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("+999 555 0101")]
    [InlineData("+999 555 010 277")]
    [InlineData("duty@cyber.police.xb.example")]
    [InlineData("Staffed 08:00–16:30, on call at all other hours")]
    [InlineData("Ask for: duty officer")]
    [InlineData("Version 12, made 2 Nov 2026")]
    [InlineData("Printed 23 Nov 2026 20:15 UTC")]
    [InlineData("Page 1 of 1")]
    [InlineData("UNCC Art. 41: nobody is designated; use urn:poc:XB:1.")]
    public void A_card_tells_what_an_officer_needs(string words) => Assert.Contains(words, _printed.Text, StringComparison.Ordinal);

    [Fact]
    public void The_QR_code_holds_country_version_and_digest()
    {
        CardCode? code = CardCode.Read(QrReader.Read(_printed.Pdf.Picture(1, EnoughDots)));

        Assert.Equal(new CardCode("XB", 12, Samples.Digest), code);
    }

    [Fact]
    public void The_digest_stands_on_the_card_in_full() =>
        Assert.Contains(Samples.Digest, _printed.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData(CardMarking.Clear, "TLP:CLEAR")]
    [InlineData(CardMarking.Green, "TLP:GREEN")]
    [InlineData(CardMarking.Amber, "TLP:AMBER")]
    [InlineData(CardMarking.AmberStrict, "TLP:AMBER+STRICT")]
    [InlineData(CardMarking.Red, "TLP:RED")]
    public void The_marking_stands_at_head_and_foot(CardMarking marking, string words)
    {
        using Pdf pdf = Pdf.OfCard(Samples.Of("XB", marking));

        Assert.Equal(2, pdf.Text().Split(' ').Count(word => word == words));
    }

    [Fact]
    public void An_exercise_says_so_at_head_and_foot_and_across_the_page()
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { IsExercise = true });
        string text = pdf.Text();

        Assert.StartsWith("EXERCISE EXERCISE EXERCISE", text.Trim(), StringComparison.Ordinal);
        Assert.EndsWith("EXERCISE EXERCISE EXERCISE", text.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("EXERCISE", _printed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_sheet_printed_at_the_same_time_gives_the_same_text_and_no_second_font_of_a_kind()
    {
        using Pdf again = Pdf.OfCard(Samples.Belmaria);
        string[] fonts = [.. Pdf.Run("pdffonts", again.File).Split('\n').Skip(2).Where(line => line.Contains("Noto", StringComparison.Ordinal)).Select(line => line.Split(' ')[0][7..])];

        Assert.Equal(_printed.Text, again.Text());
        Assert.Equal(fonts.Distinct(), fonts);
    }

    /// <summary>The sample's card, printed once.</summary>
    public sealed class Printed : IDisposable
    {
        internal Pdf Pdf { get; } = Pdf.OfCard(Samples.Belmaria);

        internal string Text => field ??= Pdf.Text();

        public void Dispose() => Pdf.Dispose();
    }
}
