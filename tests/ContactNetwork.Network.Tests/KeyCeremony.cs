using System.Security.Cryptography;
using System.Text.Json;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

/// <summary>What holders of keys do with the real commands, and what shows whether anybody noticed.</summary>
internal static class KeyCeremony
{
    private const int PassphraseBytes = 18;
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    // A handshake, a call or a dispatch that one side refused, a call that failed, a lane that stopped, a refused sheet.
    private static readonly string[] Losses = [.. new[] { 2100, 3012, 3018, 3022, 3023, 3024, 4002 }.Select(id => $"\"EventId\":{id},")];

    private static readonly string[] Signings = ["sign", "countersign"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Files at XA without a pause until it is told to end; a call that fails for good fails the test.</summary>
    public static async Task<List<string>> FileAsync(CountryView requesting, CancellationToken ends)
    {
        var filed = new List<string>();
        while (!ends.IsCancellationRequested)
        {
            filed.Add((await requesting.FileAsync(Requests.New(), Deadlines.OverSockets)).Reference);
            await Task.Delay(Between, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return filed;
    }

    /// <summary>Signs XB's draft with its country key and waits until XA has the key set.</summary>
    public static async Task PublishAsync(LabNetwork lab, CountryView seer, string? countryKey = null, string? passphraseFile = null)
    {
        JsonElement draft = (await KeysAsync(lab, "show")).GetProperty("draft");
        string[] sealing = passphraseFile is null ? [] : ["--passphrase-file", passphraseFile];
        await KeysAsync(
            lab, "sign", ["--country-key", countryKey ?? CountryKeyOf(lab), "--yes", "--confirm-digest", draft.GetProperty("digest").GetString()!, .. sealing]);
        long version = draft.GetProperty("version").GetInt64();
        await Eventually.Async(async () => (await PeerAsync(seer)).KeySetVersion == version, Travel, Cancellation, $"XA has key set {version} of XB");
    }

    /// <summary>The file of XB's country key, as the lab keeps it.</summary>
    public static string CountryKeyOf(LabNetwork lab) => Path.Combine(lab.NetworkFolder, "XB", FoundedCountry.CountryKeyFile);

    /// <summary>Runs one of <c>cn keys</c> for XB.</summary>
    public static Task<JsonElement> KeysAsync(LabNetwork lab, string command, params string[] arguments) =>
        CnAsync(["keys", command, .. arguments, "--trust", lab.TrustFolder("XB"), "--country", "XB"]);

    /// <summary>Runs <c>cn</c> as somebody without a profile.</summary>
    public static async Task<JsonElement> CnAsync(params string[] arguments)
    {
        RunResult run = await LabNetwork.CnAsync(Cancellation, [.. arguments, "--json"]);
        using JsonDocument document = JsonDocument.Parse(run.Checked($"cn {arguments[0]} {arguments[1]}").Output);
        return document.RootElement.Clone();
    }

    /// <summary>Two holders of authority keys sign the draft of the next roster, and it is published at some nodes.</summary>
    public static async Task SignRosterAsync(LabNetwork lab, JsonElement drafted, params string[] publishedAt)
    {
        string digest = drafted.GetProperty("draft").GetProperty("digest").GetString()!;
        foreach ((int holder, string command) in Signings.Index())
        {
            await CnAsync(
                "roster", command, "--key", Path.Combine(lab.NetworkFolder, "authorities", $"{holder}.key"),
                "--yes", "--confirm-digest", digest, "--folder", lab.NetworkFolder);
        }

        foreach (string country in publishedAt)
            await CnAsync("roster", "publish", "--trust", lab.TrustFolder(country), "--folder", lab.NetworkFolder);
    }

    /// <summary>Makes a key as its holder does, sealed with a passphrase.</summary>
    public static async Task<SealedKey> NewKeyAsync(string folder, string name)
    {
        var key = new SealedKey(Path.Combine(folder, name + ".key"), Path.Combine(folder, name + ".passphrase"));
        await File.WriteAllTextAsync(key.PassphraseFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(PassphraseBytes)), Cancellation);
        await CnAsync("roster", "new-key", "--out", key.File, "--passphrase-file", key.PassphraseFile);
        return key;
    }

    /// <summary>XB as XA sees it.</summary>
    public static async Task<Peer> PeerAsync(CountryView view) =>
        (await view.Node.Peers.GetPeerAsync(new GetPeerRequest { Name = view.Name("peers", "xb") }, cancellationToken: Cancellation)).Peer;

    /// <summary>How often a node wrote into its log that something was refused, failed or stopped.</summary>
    public static int RefusalsIn(string logFile)
    {
        using var stream = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        int count = 0;
        while (reader.ReadLine() is { } line)
        {
            // A machine that is busy with something else may be slow; that is no fault of the rotation.
            if (Losses.Any(name => line.Contains(name, StringComparison.Ordinal)) && !line.Contains("TOO_SLOW", StringComparison.Ordinal)) count++;
        }

        return count;
    }
}

/// <summary>A key in a file that is sealed with a passphrase.</summary>
internal sealed record SealedKey(string File, string PassphraseFile)
{
    /// <summary>The public half.</summary>
    public string PublicFile => File + ".pub";

    /// <summary>Opens it.</summary>
    public PrivateKey Open() => PrivateKey.FromSealedPem(System.IO.File.ReadAllText(File), System.IO.File.ReadAllText(PassphraseFile).Trim());
}
