namespace ContactNetwork.Domain.Contacts;

/// <summary>Language tags (BCP 47), as far as their shape goes.</summary>
public static class LanguageTag
{
    private const int PartMax = 8;

    /// <summary>Tells whether a text is shaped like a language tag, such as en or sr-Cyrl.</summary>
    /// <param name="tag">The text.</param>
    public static bool IsWellFormed(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return tag.Length is > 1 and <= SheetLimits.LanguageTagMax
            && tag.Split('-').All(part => part.Length is > 0 and <= PartMax && part.All(char.IsAsciiLetterOrDigit))
            && char.IsAsciiLetter(tag[0]);
    }
}
