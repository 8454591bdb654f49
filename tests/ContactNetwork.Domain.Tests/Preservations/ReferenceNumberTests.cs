using ContactNetwork.Domain.Preservations;
using FsCheck.Xunit;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class ReferenceNumberTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Theory]
    [InlineData("A12425GABC1234002", 'M')] // the Global Release Identifier's published example
    [InlineData("", '1')]
    public void The_check_character_is_that_of_the_standard(string text, char check)
    {
        Assert.Equal(check, CheckCharacter.Of(text));
        if (text.Length > 0)
            Assert.True(CheckCharacter.IsValid(text + check));
    }

    [Fact]
    public void A_number_is_printed_with_hyphens_and_leading_zeros()
    {
        string printed = ReferenceNumber.Create("XA", 2026, 4217).ToString();

        Assert.Matches("^PR-XA-2026-004217-[0-9A-Z]$", printed);
        Assert.True(ReferenceNumber.TryParse(printed, out ReferenceNumber? read, out _));
        Assert.Equal(ReferenceNumber.Create("XA", 2026, 4217), read);
    }

    [Property(MaxTest = 300)]
    public void A_number_is_read_however_people_write_it(uint seed)
    {
        ReferenceNumber number = Any(seed);
        string printed = number.ToString();
        string[] spellings =
        [
            printed,
            printed.ToLowerInvariant(),
            printed.Replace('-', ' '),
            printed.Replace("-", "", StringComparison.Ordinal),
            $"  {printed.Replace("-", " - ", StringComparison.Ordinal)}\t",
        ];

        foreach (string spelling in spellings)
        {
            Assert.True(ReferenceNumber.TryParse(spelling, out ReferenceNumber? read, out string problem), problem);
            Assert.Equal(number, read);
        }
    }

    [Property(MaxTest = 50)]
    public void A_single_wrong_character_is_found(uint seed)
    {
        string text = Bare(seed);
        for (int position = 0; position < text.Length; position++)
        {
            foreach (char wrong in Alphabet.Where(character => character != text[position]))
            {
                string changed = $"{text[..position]}{wrong}{text[(position + 1)..]}";
                Assert.False(CheckCharacter.IsValid(changed));
                Assert.False(ReferenceNumber.TryParse(changed, out _, out _));
            }
        }
    }

    /// <summary>The standard promises nearly all swaps: whatever stands before, one pair of neighbors of 630 escapes.</summary>
    [Fact]
    public void Every_swap_of_neighbors_but_one_pair_is_found()
    {
        foreach (char before in Alphabet)
        {
            IEnumerable<string> missed =
                from first in Alphabet
                from second in Alphabet
                where first < second
                where CheckCharacter.Of($"{before}{first}{second}") == CheckCharacter.Of($"{before}{second}{first}")
                select $"{first}{second}";
            Assert.Single(missed);
        }
    }

    [Theory]
    [InlineData(null, "looks like")]
    [InlineData("", "looks like")]
    [InlineData("PR-XA-2026-4217-K", "looks like")]
    [InlineData("XX-XA-2026-004217-K", "looks like")]
    [InlineData("PR-XA-2026-004217", "looks like")]
    [InlineData("PR-XA-2026-004217-!", "looks like")]
    public void What_is_no_number_is_refused_with_the_form_wanted(string? text, string problem)
    {
        Assert.False(ReferenceNumber.TryParse(text, out ReferenceNumber? number, out string said));
        Assert.Null(number);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_number_is_told_from_one_of_another_form()
    {
        string printed = ReferenceNumber.Create("XA", 2026, 4217).ToString();
        string mistyped = printed.Replace("4217", "4271", StringComparison.Ordinal);

        Assert.False(ReferenceNumber.TryParse(mistyped, out _, out string problem));
        Assert.Contains("mistyped", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xa", 2026, 1)]
    [InlineData("XAA", 2026, 1)]
    [InlineData("XA", 1999, 1)]
    [InlineData("XA", 2026, 0)]
    [InlineData("XA", 2026, ReferenceNumber.SerialMax + 1)]
    public void A_number_of_wrong_parts_is_not_made(string country, int year, int serial) =>
        Assert.ThrowsAny<ArgumentException>(() => ReferenceNumber.Create(country, year, serial));

    private static ReferenceNumber Any(uint seed) => ReferenceNumber.Create(
        $"{(char)('A' + (seed % 26))}{(char)('A' + (seed / 26 % 26))}",
        2000 + (int)(seed % 100),
        1 + (int)(seed * 2654435761u % ReferenceNumber.SerialMax));

    private static string Bare(uint seed) => Any(seed).ToString().Replace("-", "", StringComparison.Ordinal);
}
