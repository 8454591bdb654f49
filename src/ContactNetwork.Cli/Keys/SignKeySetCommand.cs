using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Keys;

/// <summary><c>cn keys sign</c>: shows what the draft changes, asks, signs with the country key, publishes.</summary>
internal static class SignKeySetCommand
{
    private static readonly Option<string> CountryKey = new("--country-key") { Description = "Your country key.", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with its passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings)
    {
        var confirmation = new Confirmation();
        var command = new Command("sign", "Review the draft, sign it with the country key, and put it where the node takes it over.") { CountryKey, PassphraseFile, Tending.Trust, Tending.Country };
        confirmation.AddTo(command);
        return command.Runs(surroundings, (session, _) => Task.FromResult(Run(session, confirmation)));
    }

    private static int Run(Session session, Confirmation confirmation)
    {
        KeySetFolder folder = Tending.Open(session);
        if (folder.DraftDigest is not { } digest) throw new CliException(ExitCodes.NotFound, "NO_DRAFT", $"{folder.Path} holds no draft of a key set.");
        Tending.Draw(session.IsJson ? session.Notices : session.Screen, folder);
        confirmation.Ask(session, digest);
        using PrivateKey key = KeyFiles.Open(session, session.Parse.GetRequiredValue(CountryKey), session.Parse.GetValue(PassphraseFile), "country key", PassphraseFile.Name);
        KeySetFolder signed = folder.Sign(key);
        if (session.IsJson) session.Screen.Json(Tending.Facts(signed));
        else session.Screen.Line($"[green]Signed and published[/] key set {signed.Current.Version}. On another machine than the node's, carry {Safe.Text(Path.Combine(signed.Path, "keysets"))} there.");
        return ExitCodes.Done;
    }
}
