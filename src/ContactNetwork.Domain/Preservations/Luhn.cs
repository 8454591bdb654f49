namespace ContactNetwork.Domain.Preservations;

/// <summary>The check digit of IMEI and ICCID (ISO/IEC 7812-1, annex B).</summary>
internal static class Luhn
{
    /// <summary>Tells whether the last digit fits the others.</summary>
    /// <param name="digits">Decimal digits only.</param>
    public static bool IsValid(string digits)
    {
        int sum = 0;
        for (int fromEnd = 0; fromEnd < digits.Length; fromEnd++)
        {
            int digit = digits[^(fromEnd + 1)] - '0';
            int weighted = fromEnd % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }

        return sum % 10 == 0;
    }
}
