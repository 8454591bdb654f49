using ContactNetwork.Cards.Texts;
using FsCheck.Xunit;

namespace ContactNetwork.Cards.Tests;

public sealed class BidiTests
{
    /// <summary>As in UAX #9, with Hebrew letters; what stands on the right is the line as it is seen from left to right.</summary>
    [Theory]
    [InlineData("car is אבג", "car is גבא")]
    [InlineData("אבג car דהו", "והד car גבא")]
    [InlineData("אבג 123 דהו", "והד 123 גבא")]
    [InlineData("אבג (car) דהו", "והד )car( גבא")]
    [InlineData("a (אב) b", "a (בא) b")]
    [InlineData("tel. +999 555", "tel. +999 555")]
    [InlineData("אב +999-555", "999-555+ בא")]
    [InlineData("אב 10:30", "10:30 בא")]
    [InlineData("$5 אב", "בא $5")]
    [InlineData("ابج 12/3", "12/3 جبا")]
    [InlineData("", "")]
    public void Lines_of_both_directions_are_in_order(string text, string seen) => Assert.Equal(seen, Seen(text));

    [Property]
    public bool No_character_is_lost_or_doubled(string? text)
    {
        string given = CleanText.Of(text ?? "");

        return given.EnumerateRunes().OrderBy(rune => rune.Value).SequenceEqual(Seen(given).EnumerateRunes().OrderBy(rune => rune.Value));
    }

    private static string Seen(string text)
    {
        System.Text.Rune[] runes = [.. text.EnumerateRunes()];
        return string.Concat(Bidi.VisualOrder(Bidi.Levels(runes)).Select(at => runes[at].ToString()));
    }
}
