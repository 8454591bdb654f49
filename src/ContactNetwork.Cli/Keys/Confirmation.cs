using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Cli.Keys;

/// <summary>
/// Nobody signs what they have not read: at a terminal the last word of the digest is typed, a script names the whole
/// digest that somebody has read elsewhere.
/// </summary>
internal sealed class Confirmation
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Don't ask; for scripts, together with --confirm-digest." };
    private readonly Option<string?> _digest = new("--confirm-digest") { Description = "The digest that is to be signed, 64 hexadecimal digits." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_yes);
        command.Add(_digest);
    }

    /// <summary>Says which digest it is, and goes on only when that is confirmed.</summary>
    /// <exception cref="CliException">It is not.</exception>
    public void Ask(Session session, Digest digest)
    {
        string? named = session.Parse.GetValue(_digest);
        bool isScript = session.Parse.GetValue(_yes);
        if (isScript != named is not null) throw CliException.Usage("--yes and --confirm-digest belong together.");
        if (named is not null)
        {
            if (Digest.FromHex(named) != digest) throw Differs($"The digest is {digest}, not {named}.");
            return;
        }

        string words = Fingerprint.WordsOf(digest);
        session.Notices.Line($"To sign this, type the last word of its digest ([bold]{Safe.Text(words)}[/]):");
        string? typed = session.Surroundings.Input.ReadLine()?.Trim();
        if (typed is null)
            throw CliException.Usage("Nobody confirmed.", "In a script: --yes --confirm-digest DIGEST, with a digest that a person has read.");
        if (!string.Equals(typed, words[(words.LastIndexOf(' ') + 1)..], StringComparison.OrdinalIgnoreCase))
            throw Differs("That is not the last word of the digest.");
    }

    private static CliException Differs(string message) =>
        new(ExitCodes.Conflict, "DIGEST_NOT_CONFIRMED", message + " Nothing was signed.", "Read the review again: somebody may have changed the draft.");
}
