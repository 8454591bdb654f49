namespace ContactNetwork.Domain.Preservations;

/// <summary>Spellings of numbers: telephones, subscribers, devices, cards.</summary>
internal static class NumberSpellings
{
    private const int PhoneDigitsMin = 7;
    private const int PhoneDigitsMax = 15;
    private const int ImeiDigits = 15;
    private const int ImeiSoftwareVersionDigits = 16;
    private const int CardLastDigitsCount = 4;

    /// <summary>E.164: a plus and the digits.</summary>
    public static Spelling Phone(string value)
    {
        const string Wanted = "is not an E.164 number: a plus, the country code and the number, as in +999 20 1234567.";
        if (!value.StartsWith('+'))
            return Spelling.Wrong(Wanted);

        string digits = Strip(value[1..], " -./()");
        return digits.Length is >= PhoneDigitsMin and <= PhoneDigitsMax && digits.All(char.IsAsciiDigit) && digits[0] != '0'
            ? Spelling.Right($"+{digits}")
            : Spelling.Wrong(Wanted);
    }

    /// <summary>14 or 15 digits.</summary>
    public static Spelling Imsi(string value)
    {
        string digits = Strip(value, " -");
        return digits.Length is 14 or 15 && digits.All(char.IsAsciiDigit)
            ? Spelling.Right(digits)
            : Spelling.Wrong("is not an IMSI: 14 or 15 digits.");
    }

    /// <summary>15 digits whose last is the check digit.</summary>
    public static Spelling Imei(string value)
    {
        string digits = Strip(value, " -/");
        if (!digits.All(char.IsAsciiDigit) || digits.Length != ImeiDigits)
        {
            return Spelling.Wrong(digits.Length == ImeiSoftwareVersionDigits
                ? "is an IMEISV of 16 digits; write the IMEI of 15."
                : "is not an IMEI: 15 digits.");
        }

        return Luhn.IsValid(digits)
            ? Spelling.Right(digits)
            : Spelling.Wrong("is not a valid IMEI: its check digit doesn't fit, so a digit is mistyped.");
    }

    /// <summary>18 to 20 digits whose last is the check digit; a filler F at the end is dropped.</summary>
    public static Spelling Iccid(string value)
    {
        string digits = Strip(value, " -").TrimEnd('F', 'f');
        if (digits.Length is < 18 or > 20 || !digits.All(char.IsAsciiDigit))
            return Spelling.Wrong("is not an ICCID: 18 to 20 digits.");

        return Luhn.IsValid(digits)
            ? Spelling.Right(digits)
            : Spelling.Wrong("is not a valid ICCID: its check digit doesn't fit, so a digit is mistyped.");
    }

    /// <summary>Exactly four digits: a whole card number must never enter a request.</summary>
    public static Spelling CardLastDigits(string value) =>
        value.Length == CardLastDigitsCount && value.All(char.IsAsciiDigit)
            ? Spelling.Right(value)
            : Spelling.Wrong("needs the last four digits of the card and never the whole number.");

    private static string Strip(string value, string separators) =>
        string.Concat(value.Where(character => !separators.Contains(character, StringComparison.Ordinal)));
}
