using System.CommandLine;

namespace ContactNetwork.Cli.Contacts;

/// <summary>A country on the command line.</summary>
internal static class CountryOption
{
    public static Option<string?> Create(string description, bool isRequired) => new("--country") { Description = description, HelpName = "XB", Required = isRequired };

    /// <summary>The country in upper case; null when none was given.</summary>
    public static string? Of(Session session, Option<string?> option)
    {
        string? country = session.Parse.GetValue(option);
        if (country is null) return null;
        return country.Length == 2 && country.All(char.IsAsciiLetter)
            ? country.ToUpperInvariant()
            : throw CliException.Usage("--country must be two letters, such as XB.");
    }
}
