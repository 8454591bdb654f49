using System.CommandLine;
using System.Globalization;
using System.Net;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node init</c>: makes a country's keys and its node's, in the folders that a node's settings name.</summary>
internal static class InitCommand
{
    private const int DaysDefault = 397;
    private const int DaysMax = 3650;
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(1);
    private static readonly Option<string> Country = new("--country") { Description = "Your country, two upper-case letters.", Required = true };
    private static readonly Option<string> Network = new("--network") { Description = "The network's id.", Required = true };
    private static readonly Option<string?> RealmOption = new Option<string?>("--realm") { Description = "The realm. Default: operational." }.AcceptOnlyFromAmong("operational", "exercise");
    private static readonly Option<string[]> Endpoints = new("--endpoint")
    {
        Description = "Where other nodes reach yours, https://host:port; repeat for more.",
        Required = true,
    };

    private static readonly Option<string> Folder = new("--folder") { Description = "The folder to make; it must not be there yet.", Required = true };
    private static readonly Option<int> Days = new("--days") { Description = "How long certificates and signing key are valid.", DefaultValueFactory = _ => DaysDefault };

    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with the passphrase for country key and authority. Default: asks." };
    private static readonly Option<string[]> DirectoryPassphraseFiles = new("--directory-passphrase-file")
    {
        Description = "A file with the passphrase for a directory key; repeat for the second. Default: asks.",
    };

    private static readonly Option<bool> OfflineAuthority = new("--offline-authority")
    {
        Description = "Keep the authority's key off the node, which then can't renew its own certificate.",
    };

    public static Command Create(Surroundings surroundings) =>
        new Command("init", "Make your country's keys: authority, node certificate, signing key, directory keys, wrapping key, first key set.")
        {
            Country, Network, RealmOption, Endpoints, Folder, Days, OfflineAuthority, PassphraseFile, DirectoryPassphraseFiles,
        }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        InitPlan plan = Read(session);
        string folder = Path.GetFullPath(session.Parse.GetRequiredValue(Folder));
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CliException(ExitCodes.Conflict, "FOLDER_NOT_EMPTY", $"{folder} is there already and is not empty.", "Keys are never overwritten: name another folder.");
        NewNode made = NewNode.Make(plan, ReadPassphrases(session), folder);
        if (session.IsJson)
        {
            session.Screen.Json(made);
            return ExitCodes.Done;
        }

        Show(session.Screen, made);
        return ExitCodes.Done;
    }

    private static InitPlan Read(Session session)
    {
        string country = session.Parse.GetRequiredValue(Country);
        string network = session.Parse.GetRequiredValue(Network);
        int days = session.Parse.GetValue(Days);
        if (!SpiffeId.IsCountry(country)) throw CliException.Usage("--country must be two upper-case letters, such as XC.");
        if (!SpiffeId.IsNetworkId(network)) throw CliException.Usage("--network must be lower-case letters, digits and hyphens.");
        if (days is < 1 or > DaysMax) throw CliException.Usage($"--days must be 1 to {DaysMax}.");
        Uri[] endpoints = [.. session.Parse.GetRequiredValue(Endpoints).Select(Endpoint)];
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        return new InitPlan(
            country,
            network,
            session.Parse.GetValue(RealmOption) == "exercise" ? Realm.Exercise : Realm.Operational,
            endpoints,
            new NodeNames(
                [.. endpoints.Where(uri => uri.HostNameType == UriHostNameType.Dns).Select(uri => uri.IdnHost).Distinct()],
                [.. endpoints.Where(uri => uri.HostNameType != UriHostNameType.Dns).Select(uri => IPAddress.Parse(uri.Host.Trim('[', ']'))).Distinct()]),
            now,
            now - Backdating,
            now.AddDays(days),
            session.Parse.GetValue(OfflineAuthority));
    }

    private static OfflinePassphrases ReadPassphrases(Session session)
    {
        string[] files = session.Parse.GetValue(DirectoryPassphraseFiles) ?? [];
        if (files.Length is not (0 or FoundedCountry.DirectoryKeyCount))
            throw CliException.Usage($"--directory-passphrase-file is given {FoundedCountry.DirectoryKeyCount} times or not at all.");
        return new(
            Passphrases.New(session, session.Parse.GetValue(PassphraseFile), "country key and authority", PassphraseFile.Name),
            [
                .. Enumerable.Range(0, FoundedCountry.DirectoryKeyCount).Select(index => Passphrases.New(
                    session, files.ElementAtOrDefault(index), $"directory key {index + 1} (its keeper types it)", DirectoryPassphraseFiles.Name)),
            ]);
    }

    private static Uri Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri is { Scheme: "https", AbsolutePath: "/", Query: "" }
            ? uri
            : throw CliException.Usage($"--endpoint must be https://host:port, not '{text}'.");

    private static void Show(Screen screen, NewNode made)
    {
        screen.Line($"[green]Made[/] the keys of [bold]{made.Country}[/] for network {Safe.Text(made.NetworkId)}, valid until {made.NotAfter.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}.");
        screen.Line();
        screen.Field("Node", $"{made.TrustFolder}: set it as Trust:Folder");
        screen.Field("Wrapping key", $"{made.DataFolder}: set it as Node:DataFolder; back it up apart from the database");
        screen.Field("Offline", $"{made.OfflineFolder}: move it to a medium that is kept in a safe; the node never needs it", Styles.Waits);
        foreach (string key in made.DirectoryKeyFolders) screen.Field("", $"{key}: give it to the keeper of this directory key", Styles.Waits);
        screen.Field("Keys", $"country key {made.CountryKeyId}");
        screen.Field("", $"signing key {made.SigningKeyId}");
        screen.Field("Next", "cn node join makes the application to the network; cn node follow takes over its rosters");
    }
}
