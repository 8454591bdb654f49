using System.Globalization;
using System.Text.RegularExpressions;

namespace ContactNetwork.Domain.Preservations;

/// <summary>Spellings of names in networks.</summary>
internal static partial class NetworkSpellings
{
    /// <summary>The longest domain or host name, in ASCII.</summary>
    private const int HostMax = 253;

    /// <summary>The longest part before the @ of an e-mail address.</summary>
    private const int MailboxMax = 64;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>ASCII (punycode), lower case, at least two labels.</summary>
    public static Spelling Domain(string value) =>
        Ascii(value) is { } name && name.Contains('.', StringComparison.Ordinal)
            ? Spelling.Right(name)
            : Spelling.Wrong("is not a domain name such as example.org.");

    /// <summary>ASCII (punycode), lower case; one label is enough.</summary>
    public static Spelling Host(string value) =>
        Ascii(value) is { } name ? Spelling.Right(name) : Spelling.Wrong("is not a host name such as mail.example.org.");

    /// <summary>Absolute, with the host in ASCII.</summary>
    public static Spelling Url(string value)
    {
        bool hasScheme = Scheme().IsMatch(value) && !value.Any(char.IsWhiteSpace);
        if (!hasScheme || !Uri.TryCreate(value, UriKind.Absolute, out Uri? url) || url.IsFile)
            return Spelling.Wrong("is not an absolute URL such as https://example.org/path.");
        if (url.HostNameType != UriHostNameType.Dns)
            return Spelling.Right(url.AbsoluteUri);

        return Ascii(url.Host) is { } host
            ? Spelling.Right(new UriBuilder(url) { Host = host, Port = url.IsDefaultPort ? -1 : url.Port }.Uri.AbsoluteUri)
            : Spelling.Wrong("names a host that is no valid name.");
    }

    /// <summary>The part before the @ as written, the domain in ASCII and lower case.</summary>
    public static Spelling Email(string value)
    {
        int at = value.LastIndexOf('@');
        if (at < 1 || at > MailboxMax || value.Length > ContentLimits.EmailMax || !Mailbox().IsMatch(value[..at]))
            return Spelling.Wrong("is not an e-mail address such as name@example.org.");

        Spelling domain = Domain(value[(at + 1)..]);
        return domain.Problem is null
            ? Spelling.Right($"{value[..at]}@{domain.Value}")
            : Spelling.Wrong("is not an e-mail address: what follows the @ is no domain name.");
    }

    private static string? Ascii(string value)
    {
        string name = value.EndsWith('.') ? value[..^1] : value;
        if (name.Length is 0 or > HostMax)
            return null;

        try
        {
            string ascii = Idn.GetAscii(name).ToLowerInvariant();
            bool isNumber = ascii[(ascii.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit);
            return ascii.Length <= HostMax && !isNumber && ascii.Split('.').All(IsLabel) ? ascii : null;
        }
        catch (ArgumentException)
        {
            // IdnMapping has no way to ask before: it throws for every name that has no ASCII form.
            return null;
        }
    }

    private static bool IsLabel(string label) => Label().IsMatch(label);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A[^\s@.<>()\[\],;:\\""]+(\.[^\s@.<>()\[\],;:\\""]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mailbox();
}
