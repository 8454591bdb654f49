using System.Globalization;
using System.Text.RegularExpressions;

namespace ContactNetwork.Domain.Preservations;

/// <summary>
/// The number of a request that people read out, type and print, e.g. <c>PR-XA-2026-004217-K</c>: the requesting country,
/// the year, a serial number, and a check character that finds every single mistyped character and nearly every swap of
/// neighbors. Gaps in the serial numbers mean nothing. The requested side numbers what it takes in the same way, by its own
/// country, where its officers give no number of their own.
/// </summary>
public sealed partial record ReferenceNumber
{
    /// <summary>The greatest serial number of a year.</summary>
    public const int SerialMax = 999_999_999;

    private const string Prefix = "PR";

    private ReferenceNumber(string country, int year, int serial)
    {
        Country = country;
        Year = year;
        Serial = serial;
    }

    /// <summary>The requesting country, ISO 3166-1 alpha-2.</summary>
    public string Country { get; }

    /// <summary>The year of filing.</summary>
    public int Year { get; }

    /// <summary>The serial number within the year, from 1.</summary>
    public int Serial { get; }

    /// <summary>Makes a number.</summary>
    /// <param name="country">The requesting country, two upper-case letters.</param>
    /// <param name="year">The year of filing, 2000 to 9999.</param>
    /// <param name="serial">The serial number, 1 to <see cref="SerialMax"/>.</param>
    /// <exception cref="ArgumentException">A part is out of range: the node's configuration or sequence is wrong.</exception>
    public static ReferenceNumber Create(string country, int year, int serial)
    {
        if (country is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            throw new ArgumentException("A country is two upper-case letters.", nameof(country));
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 2000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9999);
        ArgumentOutOfRangeException.ThrowIfLessThan(serial, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(serial, SerialMax);
        return new ReferenceNumber(country, year, serial);
    }

    /// <summary>Reads a number as people write it: in any case, with or without spaces and hyphens.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="number">The number; null when the text is none.</param>
    /// <param name="problem">What is wrong and what to do; empty when nothing is.</param>
    public static bool TryParse(string? text, out ReferenceNumber? number, out string problem)
    {
        number = null;
        string bare = string.Concat((text ?? "").Where(character => !char.IsWhiteSpace(character) && character is not ('-' or '‐' or '‑' or '–')));
        Match match = Parts().Match(bare.ToUpperInvariant());
        if (!match.Success)
        {
            problem = "A reference number looks like PR-XA-2026-004217-K: PR, a country, a year, six digits or more, a check character.";
            return false;
        }

        ReferenceNumber read = new(
            match.Groups["country"].Value,
            int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["serial"].Value, CultureInfo.InvariantCulture));
        bool isSameSpelling = read.Bare + match.Groups["check"].Value == match.Value;
        if (!isSameSpelling || !CheckCharacter.IsValid(match.Value) || read.Serial == 0)
        {
            problem = "The check character of this reference number doesn't fit: a character is mistyped. Read it again.";
            return false;
        }

        number = read;
        problem = "";
        return true;
    }

    /// <summary>Returns the number as it is printed.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}-{Country}-{Year:D4}-{Serial:D6}-{CheckCharacter.Of(Bare)}");

    private string Bare => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Country}{Year:D4}{Serial:D6}");

    [GeneratedRegex(@"\APR(?<country>[A-Z]{2})(?<year>[0-9]{4})(?<serial>[0-9]{6,9})(?<check>[0-9A-Z])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
