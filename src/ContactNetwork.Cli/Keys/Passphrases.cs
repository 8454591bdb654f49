using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Keys;

/// <summary>Where passphrases come from: a file that was named, else the person at the terminal.</summary>
internal static class Passphrases
{
    /// <summary>The passphrase of a key that is there.</summary>
    /// <exception cref="CliException">There is no file, and nobody to ask.</exception>
    public static string Known(Session session, string? file, string what, string option) =>
        FromFile(file) ?? session.Surroundings.AskSecret($"Passphrase of the {what}") ?? throw NobodyToAsk(what, option);

    /// <summary>The passphrase for a new key: asked twice.</summary>
    /// <exception cref="CliException">It is too short, the two differ, or there is nobody to ask.</exception>
    public static string New(Session session, string? file, string what, string option)
    {
        string first = FromFile(file) ?? session.Surroundings.AskSecret($"New passphrase for the {what}") ?? throw NobodyToAsk(what, option);
        if (first.Length < KeySealing.PassphraseCharactersMin)
            throw CliException.Usage($"The passphrase for the {what} must have at least {KeySealing.PassphraseCharactersMin} characters.");
        if (file is null && session.Surroundings.AskSecret("Once more") != first)
            throw CliException.Usage("The two passphrases differ. Nothing was made.");
        return first;
    }

    private static string? FromFile(string? file) => file is null ? null : File.ReadAllText(file).TrimEnd('\r', '\n');

    private static CliException NobodyToAsk(string what, string option) =>
        CliException.Usage($"The passphrase of the {what} is needed.", $"Run this at a terminal, or name a file that holds it: {option}.");
}
