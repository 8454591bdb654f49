using System.Globalization;

namespace ContactNetwork.Cards;

/// <summary>
/// What the QR code of a card says: which sheet it was printed from. Written in the QR code's small alphabet, so that the
/// picture stays coarse and a worn print can still be read.
/// </summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="Version">The sheet's version.</param>
/// <param name="Digest">SHA-256 of the sheet's signed bytes, lower-case hexadecimal; from a picture always whole.</param>
public sealed record CardCode(string Country, ulong Version, string Digest)
{
    /// <summary>The digits of a whole digest.</summary>
    public const int DigestLength = 64;

    /// <summary>The fewest digits that are worth comparing when they were typed by hand.</summary>
    public const int TypedDigestLengthMin = 16;

    private const string Head = "CN-CARD";
    private const string Form = "1";
    private const int Parts = 5;

    /// <summary>The code as it stands in the picture, e.g. <c>CN-CARD:1:XB:12:8F3A…</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Head}:{Form}:{Country}:{Version}:{Digest.ToUpperInvariant()}");

    /// <summary>
    /// Reads what a scanner gave, or what somebody typed: country, version and at least <see cref="TypedDigestLengthMin"/>
    /// digits of the digest, in any groups. Null when it is no card's code.
    /// </summary>
    public static CardCode? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (!trimmed.StartsWith(Head, StringComparison.OrdinalIgnoreCase)) return ReadTyped(trimmed);
        string[] parts = trimmed.Split(':');
        return parts.Length == Parts && parts[1] == Form ? Of(parts[2], parts[3], parts[4], DigestLength) : null;
    }

    private static CardCode? ReadTyped(string text)
    {
        string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 3 ? null : Of(parts[0], parts[1].TrimStart('v', 'V'), string.Concat(parts[2..]), TypedDigestLengthMin);
    }

    private static CardCode? Of(string country, string version, string digest, int lengthMin)
    {
        bool isSound = country.Length == 2 && country.All(char.IsAsciiLetter)
            && digest.Length >= lengthMin && digest.Length <= DigestLength && digest.All(char.IsAsciiHexDigit);
        return isSound && ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number > 0
            ? new CardCode(country.ToUpperInvariant(), number, digest.ToLowerInvariant())
            : null;
    }
}
