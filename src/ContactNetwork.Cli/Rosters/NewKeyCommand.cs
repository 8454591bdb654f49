using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Rosters.Tokens;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Envelopes;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster new-key</c>: makes an authority key, in a file sealed with its holder's passphrase or on a token.</summary>
internal static class NewKeyCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "The file to make; the public half goes beside it, with .pub at the end. On a token only that is made.", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with the passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("new-key", "Make an authority key for one holder.") { Out, PassphraseFile };
        TokenOptions.AddTo(command);
        return command.Runs(surroundings, (session, _) => Task.FromResult(TokenOptions.IsUsed(session) ? RunOnToken(session) : Run(session)));
    }

    private static int RunOnToken(Session session)
    {
        string publicFile = Path.GetFullPath(session.Parse.GetRequiredValue(Out)) + ".pub";
        if (session.Parse.GetValue(PassphraseFile) is not null) throw CliException.Usage($"{PassphraseFile.Name} is for a key in a file; a token has a PIN.");
        KeyFiles.RefuseToOverwrite(publicFile);
        VerificationKey key = TokenOptions.NewKey(session);
        KeyFiles.WritePublic(publicFile, key);
        if (session.IsJson)
        {
            session.Screen.Json(new { keyId = key.KeyId, publicFile });
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Made[/] authority key {key.KeyId} on the token.");
        session.Screen.Field("Keep", "the token in your safe: the key can't be taken out of it, so there is no copy", Styles.Waits);
        session.Screen.Field("Hand over", publicFile);
        return ExitCodes.Done;
    }

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
