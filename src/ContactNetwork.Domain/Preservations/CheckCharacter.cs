using System.Diagnostics;

namespace ContactNetwork.Domain.Preservations;

/// <summary>The check character of ISO/IEC 7064, hybrid system MOD 37,36, over digits and upper-case letters.</summary>
public static class CheckCharacter
{
    private const int Modulus = 36;

    /// <summary>Computes the check character.</summary>
    /// <param name="text">Digits 0-9 and letters A-Z only.</param>
    public static char Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Character((Modulus + 1 - Product(text)) % Modulus);
    }

    /// <summary>Tells whether the last character is the check character of those before it.</summary>
    /// <param name="text">Digits 0-9 and letters A-Z only, at least two.</param>
    public static bool IsValid(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length >= 2 && (Product(text[..^1]) + Value(text[^1])) % Modulus == 1;
    }

    private static int Product(string text)
    {
        int product = Modulus;
        foreach (char character in text)
        {
            int sum = (product + Value(character)) % Modulus;
            product = (sum == 0 ? Modulus : sum) * 2 % (Modulus + 1);
        }

        return product;
    }

    private static int Value(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'A' and <= 'Z' => character - 'A' + 10,
        _ => throw new UnreachableException("The caller passes digits and upper-case letters only."),
    };

    private static char Character(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
