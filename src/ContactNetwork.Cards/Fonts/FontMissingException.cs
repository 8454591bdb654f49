namespace ContactNetwork.Cards.Fonts;

/// <summary>A text can't be printed because no font here has its letters. The message says which package brings them.</summary>
public sealed class FontMissingException : Exception
{
    internal FontMissingException(string message, string package)
        : base(message) => Package = package;

    /// <summary>Debian's package with the missing letters.</summary>
    public string Package { get; }
}
