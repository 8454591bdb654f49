using System.CommandLine;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node join</c>: makes the application that the holders of a network's authority keys decide on.</summary>
internal static class JoinCommand
{
    private static readonly Option<string> Folder = new("--folder") { Description = "The folder that cn node init made.", Required = true };
    private static readonly Option<string> Name = new("--name") { Description = "Your country's name in English.", Required = true };
    private static readonly Option<string?> CountryKey = new("--country-key") { Description = "The country key. Default: the one in FOLDER/offline." };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with its passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings) =>
        new Command("join", "Make your country's application to a network, and the words to read out.") { Folder, Name, CountryKey, PassphraseFile }
            .Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        string folder = Path.GetFullPath(session.Parse.GetRequiredValue(Folder));
        Envelope keySet = NewNode.ReadOwnKeySet(Path.Combine(folder, "trust"));
        string keyFile = session.Parse.GetValue(CountryKey) ?? Path.Combine(folder, "offline", FoundedCountry.CountryKeyFile);
        using PrivateKey key = KeyFiles.Open(session, keyFile, session.Parse.GetValue(PassphraseFile), "country key", PassphraseFile.Name);
        Envelope application = MembershipApplications.Make(
            session.Parse.GetRequiredValue(Name), keySet, key, session.Surroundings.Time.GetUtcNow());
        CheckedApplication made = MembershipApplications.Check(application);
        string file = Path.Combine(folder, "hand-over", $"{made.Document.Country}.application");
        PrivateFiles.WritePublic(file, application.ToByteArray());
        string words = Fingerprint.WordsOf(made.Digest);
        if (session.IsJson)
        {
            session.Screen.Json(new { file, country = made.Document.Country, networkId = made.Document.NetworkId, digest = made.Digest.Hex, words });
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Made[/] the application of [bold]{made.Document.Country}[/] to network {Safe.Text(made.Document.NetworkId)}.");
        session.Screen.Line();
        session.Screen.Field("Hand over", file);
        session.Screen.Field("Read out", words, "bold");
        session.Screen.Field("", "when a key holder calls the number that they have of you; never send the words with the file");
        return ExitCodes.Done;
    }
}
