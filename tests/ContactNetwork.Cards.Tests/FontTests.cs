using ContactNetwork.Cards.Fonts;

namespace ContactNetwork.Cards.Tests;

public sealed class FontTests
{
    [Fact]
    public void A_machine_without_fonts_is_told_which_package_to_install()
    {
        string empty = Directory.CreateTempSubdirectory("contact-network-cards-").FullName;

        FontMissingException failure = Assert.Throws<FontMissingException>(() => FontShelf.Over([empty]));

        Assert.Equal("fonts-noto-core", failure.Package);
        Assert.Contains("fonts-noto-core", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("警察", "fonts-noto-cjk", "U+8B66")]
    [InlineData("경찰", "fonts-noto-cjk", "U+ACBD")]
    [InlineData("ตำรวจ", "fonts-noto-core", "U+0E15")]
    [InlineData("شرطة", "fonts-noto-core", "U+0634")]
    [InlineData("משטרה", "fonts-noto-core", "U+05DE")]
    public void A_letter_without_font_is_an_error_that_names_the_package(string name, string package, string letter)
    {
        string folder = Directory.CreateTempSubdirectory("contact-network-cards-").FullName;
        foreach (string file in FontFolders.Files(FontFolders.Known()).Where(file => Path.GetFileName(file) is "NotoSans-Regular.ttf" or "NotoSans-Bold.ttf"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        using FontShelf fonts = FontShelf.Over([folder]);
        using var output = new MemoryStream();

        FontMissingException failure = Assert.Throws<FontMissingException>(() => CardPrinter.PrintCard(
            output, Samples.Belmaria with { Names = [new("", name)], Contacts = [] }, fonts, Samples.Printed));

        Assert.Equal(package, failure.Package);
        Assert.Contains(letter, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\U0010FFFD", "[U+10FFFD]")]
    [InlineData("\uE000", "[U+E000]")]
    public void A_character_without_meaning_is_told_by_its_number(string character, string told)
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { Names = [new("en", "B " + character)] });

        Assert.Contains("B " + told, pdf.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_of_direction_and_controls_are_taken_out()
    {
        using Pdf pdf = Pdf.OfCard(Samples.Belmaria with { Names = [new("en", "Bel\u202Emar\u0000ia\r\n\tName")] });

        Assert.Contains("Belmaria Name", pdf.Text(), StringComparison.Ordinal);
    }
}
