using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster new-key</c>: makes an authority key, sealed with its holder's passphrase.</summary>
internal static class NewKeyCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "The file to make; the public half goes beside it, with .pub at the end.", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with the passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings) =>
        new Command("new-key", "Make an authority key for one holder.") { Out, PassphraseFile }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        string path = Path.GetFullPath(session.Parse.GetRequiredValue(Out));
        string passphrase = Passphrases.New(session, session.Parse.GetValue(PassphraseFile), "authority key", PassphraseFile.Name);
        using PrivateKey key = PrivateKey.Generate(EllipticCurve.P384);
        KeyFiles.WriteNew(path, key, passphrase);
        if (session.IsJson)
        {
            session.Screen.Json(new { keyId = key.Public.KeyId, privateFile = path, publicFile = path + ".pub" });
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Made[/] authority key {key.Public.KeyId}.");
        session.Screen.Field("Keep", $"{path}: on a medium in your safe; without your passphrase it opens to nobody", Styles.Waits);
        session.Screen.Field("Hand over", $"{path}.pub");
        return ExitCodes.Done;
    }
}
