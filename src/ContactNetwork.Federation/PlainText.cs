namespace ContactNetwork.Federation;

/// <summary>
/// Judges the words of others that this node stores in clear, pages, logs and shows: a control character among them could
/// break a line of a page or a terminal, and PostgreSQL stores no NUL at all.
/// </summary>
public static class PlainText
{
    /// <summary>Tells whether a text holds printable ASCII characters only; an empty one does.</summary>
    /// <param name="text">The text.</param>
    public static bool IsPrintable(string text) => text.All(character => character is >= ' ' and <= '~');

    /// <summary>Tells whether a text is a code as this protocol writes them: capitals, digits and underscores, 1 to so many.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charactersMax">The most characters.</param>
    public static bool IsCode(string text, int charactersMax) =>
        text.Length > 0
        && text.Length <= charactersMax
        && text.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_');
}
