using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ContactNetwork.Client;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.V1;

namespace ContactNetwork.Lab.Stories;

/// <summary>
/// A third country joins the running network by the commands that real people use: its own, and those of two holders of
/// authority keys. Then its node and XA's see each other.
/// </summary>
internal sealed class JoiningStory(LabNetwork lab, Page page)
{
    /// <summary>The country that joins.</summary>
    public const string Newcomer = "XC";

    private const string Greeter = "XA";
    private const int PassphraseBytes = 18;
    private static readonly TimeSpan SeenMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string[] PassphraseOwners = ["country", "directory-1", "directory-2"];

    /// <summary>Tells the story, or, where it joined in an earlier run, only that it is there.</summary>
    /// <exception cref="LabException">A step failed, or a fact did not come true in time.</exception>
    public async Task TellAsync(CancellationToken cancellation)
    {
        page.Heading($"{LabOptions.CountryNames[Newcomer]} joins the running network");
        if (!lab.Countries.ContainsKey(Newcomer))
        {
            await lab.AddAsync(
                Newcomer, (folder, endpoint) => MakeKeysAsync(folder, endpoint, cancellation), () => JoinAsync(cancellation), cancellation);
        }

        await SeeAsync(Greeter, Newcomer, cancellation);
    }

    // 1. XC makes its keys. An earlier run may have been interrupted: what is no member's is made anew.
    private async Task<Uri> MakeKeysAsync(string folder, Uri endpoint, CancellationToken cancellation)
    {
        if (await IsMemberAsync(cancellation)) return new Uri(OwnKeySet().Endpoints[0]);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        PrivateFiles.CreateFolder(Secrets);
        foreach (string owner in PassphraseOwners)
            PrivateFiles.WriteSecret(Passphrase(owner), Convert.ToBase64String(RandomNumberGenerator.GetBytes(PassphraseBytes)));
        await CnAsync("Carnadia", [
            "node", "init", "--country", Newcomer, "--network", NodeSettings.NetworkId, "--endpoint", endpoint.ToString(), "--folder", folder,
            "--passphrase-file", Passphrase("country"),
            "--directory-passphrase-file", Passphrase("directory-1"), "--directory-passphrase-file", Passphrase("directory-2"),
        ], cancellation);
        return endpoint;
    }

    private async Task JoinAsync(CancellationToken cancellation)
    {
        // 2. It applies; two of the three key holders admit it, on files, and publish the new roster at one node.
        if (!await IsMemberAsync(cancellation)) await AdmitAsync(cancellation);
        await CnAsync("key holder 2", ["roster", "publish", "--trust", lab.TrustFolder(Greeter), "--folder", lab.NetworkFolder], cancellation);

        // 3. XC follows the chain from the anchor that it was given by hand.
        await FollowAsync(lab.TrustFolder(Newcomer), TrustFolder.Load(lab.NetworkFolder).Anchor.Hex, cancellation);
    }

    private async Task AdmitAsync(CancellationToken cancellation)
    {
        string network = lab.NetworkFolder;
        JsonElement application = await CnAsync("Carnadia", [
            "node", "join", "--folder", Path.GetDirectoryName(lab.TrustFolder(Newcomer))!, "--name", LabOptions.CountryNames[Newcomer],
            "--passphrase-file", Passphrase("country"),
        ], cancellation);
        string words = Text(application, "words");
        page.Fact(Newcomer, "reads out by phone", words);
        JsonElement draft = await CnAsync(
            "key holder 1", ["roster", "add", Text(application, "file"), "--fingerprint", words, "--folder", network], cancellation);
        string digest = Text(draft.GetProperty("draft"), "digest");
        foreach ((string command, int holder) in new[] { ("sign", 0), ("countersign", 1) })
        {
            string key = Path.Combine(network, "authorities", string.Create(CultureInfo.InvariantCulture, $"{holder}.key"));
            await CnAsync(
                $"key holder {holder + 1}", ["roster", command, "--key", key, "--yes", "--confirm-digest", digest, "--folder", network], cancellation);
        }
    }

    // A draft of an interrupted run must not stand in the way.
    private async Task<bool> IsMemberAsync(CancellationToken cancellation)
    {
        NetworkFolder network = NetworkFolder.Open(lab.NetworkFolder);
        if (network.Draft is not null)
            (await LabNetwork.CnAsync(cancellation, "roster", "discard", "--folder", network.Path, "--json")).Checked("cn roster discard");
        return network.Current!.Members.ContainsKey(Newcomer);
    }

    private KeySet OwnKeySet() => Directory.EnumerateFiles(Path.Combine(lab.TrustFolder(Newcomer), "keysets"), $"{Newcomer}-*.bin").Order(StringComparer.Ordinal)
        .Select(file => KeySet.Parser.ParseFrom(Envelope.Parser.ParseFrom(File.ReadAllBytes(file)).Payload))
        .Last();

    private async Task FollowAsync(string trust, string anchor, CancellationToken cancellation)
    {
        string from = lab.Country(Greeter).PeersAddress.GetLeftPart(UriPartial.Authority);
        string[] arguments = ["node", "follow", "--trust", trust, "--anchor", anchor, "--from", from];
        Stopwatch clock = Stopwatch.StartNew();
        Type("Carnadia", arguments);
        while (true)
        {
            RunResult run = await LabNetwork.CnAsync(cancellation, [.. arguments, "--json"]);
            if (run.ExitCode == 0 || clock.Elapsed > SeenMax)
            {
                run.Checked("cn node follow");
                return;
            }
        }
    }

    private async Task SeeAsync(string at, string whom, CancellationToken cancellation)
    {
        LabCountry country = lab.Country(at);
        using LabClient client = country.Connect(at == Greeter ? LabPeople.Officer : LabPeople.Duty);
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                ListPeersResponse peers = await client.Client.Peers.ListPeersAsync(new ListPeersRequest(), cancellationToken: cancellation);
                if (peers.Peers.FirstOrDefault(peer => peer.Country == whom) is { Reachability: PeerReachability.Reachable } seen)
                {
                    page.Fact(at, $"sees {whom} as a peer", $"{seen.DisplayName}, key set {seen.KeySetVersion}, at {seen.Endpoint}");
                    return;
                }
            }
            catch (ContactNetworkException away) when (clock.Elapsed < SeenMax && away.Code is Grpc.Core.StatusCode.Unavailable)
            {
                // The node is busy for a moment.
            }

            if (clock.Elapsed > SeenMax) throw new LabException($"{at} does not see {whom} after {SeenMax.TotalSeconds:0} s. See the logs in {Shown.Path(lab.Folder)}.");
            await Task.Delay(LookEvery, cancellation);
        }
    }

    private async Task<JsonElement> CnAsync(string who, string[] arguments, CancellationToken cancellation)
    {
        Type(who, arguments);
        RunResult run = (await LabNetwork.CnAsync(cancellation, [.. arguments, "--json"])).Checked($"cn {arguments[0]} {arguments[1]}");
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }

    private void Type(string who, string[] arguments) =>
        page.Typed(who, $"cn {string.Join(' ', arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).Select(Shown.Path))} …");

    private string Secrets => Path.Combine(lab.Folder, "passphrases");

    private string Passphrase(string owner) => Path.Combine(Secrets, $"xc-{owner}");

    private static string Text(JsonElement json, string property) => json.GetProperty(property).GetString()!;
}
