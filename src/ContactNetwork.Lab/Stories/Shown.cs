using ContactNetwork.Lab.Mail;

namespace ContactNetwork.Lab.Stories;

/// <summary>Short spellings for the page.</summary>
internal static class Shown
{
    private const string DeskMark = "@desk.";

    /// <summary>A path, relative to the current folder where that is shorter.</summary>
    public static string Path(string path)
    {
        string relative = System.IO.Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.Length < path.Length && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path;
    }

    /// <summary>The country whose desk a mail is for.</summary>
    public static string CountryOf(ReceivedMail mail)
    {
        string address = mail.Recipients[0];
        int at = address.IndexOf(DeskMark, StringComparison.Ordinal);
        return at < 0 ? "??" : address.Substring(at + DeskMark.Length, 2).ToUpperInvariant();
    }
}
