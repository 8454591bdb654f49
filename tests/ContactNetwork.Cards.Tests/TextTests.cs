using ContactNetwork.Cards.Texts;
using FsCheck.Xunit;

namespace ContactNetwork.Cards.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("+9995550101", "+999 555 0101")]
    [InlineData("+15550100123", "+1 555 010 0123")]
    [InlineData("+4315550100", "+43 155 501 00")]
    [InlineData("+999", "+999")]
    [InlineData("", "")]
    [InlineData("ext. 12", "ext. 12")]
    public void A_number_is_set_in_groups(string number, string grouped) => Assert.Equal(grouped, NumberGroups.Of(number));

    [Property]
    public bool Groups_keep_every_digit(ulong number) =>
        NumberGroups.Of($"+{number}").Replace(" ", "", StringComparison.Ordinal) == $"+{number}";

    [Property]
    public bool Breaking_a_text_into_pieces_loses_nothing(string? text)
    {
        string given = CleanText.Of(text ?? "");

        return string.Concat(LineBreaks.Pieces(given)) == given;
    }

    [Theory]
    [InlineData("CN-CARD:1:XB:12:" + Samples.Digest)]
    [InlineData("  cn-card:1:xb:12:8F3A1C5BE07D42961F0A4C3B2D1E0F9A8B7C6D5E4F30211203F4E5D6C7B8A990\n")]
    [InlineData("XB 12 8f3a 1c5b e07d 4296 1f0a 4c3b 2d1e 0f9a 8b7c 6d5e 4f30 2112 03f4 e5d6 c7b8 a990")]
    public void A_code_is_read_as_scanned_or_typed(string text) => Assert.Equal(new CardCode("XB", 12, Samples.Digest), CardCode.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("XB")]
    [InlineData("XB 12 8f3a")]
    [InlineData("XB 0 8f3a1c5be07d4296")]
    [InlineData("XB 99999999999999999999 8f3a1c5be07d4296")]
    [InlineData("X1 12 8f3a1c5be07d4296")]
    [InlineData("CN-CARD:1:XB:12:8f3a1c5be07d4296")]
    [InlineData("CN-CARD:2:XB:12:" + Samples.Digest)]
    [InlineData("CN-CARD:1:XB:12:" + Samples.Digest + "00")]
    [InlineData("https://example.org/")]
    public void What_is_no_code_is_not_read(string text) => Assert.Null(CardCode.Read(text));

    [Property]
    public bool Every_code_is_read_as_it_was_written(ulong version)
    {
        var code = new CardCode("XB", Math.Max(1, version), Samples.Digest);

        return CardCode.Read(code.ToString()) == code;
    }
}
