using System.Collections.Concurrent;
using System.Text.Json;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Tests;

/// <summary>Three key holders around one folder, each with a sealed key of their own.</summary>
internal sealed class Ceremony : IDisposable
{
    public static readonly string[] Holders = ["ann", "bo", "cy"];

    private static readonly ConcurrentDictionary<string, (string Key, string Public, string Bare)> Made = new();

    public Ceremony() => Directory.CreateDirectory(Folder);

    public string Home { get; } = Directory.CreateTempSubdirectory("cn-roster-").FullName;

    public string Folder => Path.Combine(Home, "network");

    public string Key(string holder) => Path.Combine(Home, $"{holder}.key");

    /// <summary>The same key unsealed: opening a sealed one takes its time on purpose.</summary>
    private string BareKey(string holder) => Path.Combine(Home, $"{holder}.bare");

    /// <summary>Makes the holders' keys and the draft of the first roster.</summary>
    public async Task BeginAsync(int threshold = 2)
    {
        foreach (string holder in Holders) await NewKeyAsync(holder);
        await DoneAsync(["create", "--network", "lab", "--threshold", $"{threshold}", .. Holders.SelectMany(holder => new[] { "--authority", $"{holder}={Key(holder)}.pub" })]);
    }

    /// <summary>Founds the network: two of three sign.</summary>
    public async Task FoundAsync()
    {
        await BeginAsync();
        await SignAsync("sign", "ann");
        await SignAsync("countersign", "bo");
    }

    /// <summary>Gives a holder a key. Each is made once for all tests: sealing takes its time on purpose.</summary>
    public async Task NewKeyAsync(string holder)
    {
        await File.WriteAllTextAsync(PassphraseFile(holder), $"the secret of {holder}\n", TestContext.Current.CancellationToken);
        if (!Made.TryGetValue(holder, out (string Key, string Public, string Bare) files))
        {
            await MakeKeyAsync(holder);
            string made = await File.ReadAllTextAsync(Key(holder), TestContext.Current.CancellationToken);
            using PrivateKey key = PrivateKey.FromSealedPem(made, $"the secret of {holder}");
            files = (made, await File.ReadAllTextAsync(Key(holder) + ".pub", TestContext.Current.CancellationToken), key.ToPem());
            Made[holder] = files;
        }

        await File.WriteAllTextAsync(Key(holder), files.Key, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Key(holder) + ".pub", files.Public, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(BareKey(holder), files.Bare, TestContext.Current.CancellationToken);
    }

    private async Task MakeKeyAsync(string holder)
    {
        CnRun made = await CnRun.WithAsync(["roster", "new-key", "--out", Key(holder), "--passphrase-file", PassphraseFile(holder), "--json"], null, TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.Error);
    }

    public Task<CnRun> RunAsync(params string[] arguments) => RunWithAsync(null, arguments);

    public Task<CnRun> RunWithAsync(string? input, params string[] arguments) =>
        CnRun.WithAsync(["roster", .. arguments, "--folder", Folder, "--json"], input, TestContext.Current.CancellationToken);

    public async Task<JsonElement> DoneAsync(params string[] arguments)
    {
        CnRun run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }

    /// <summary>Signs the draft as it stands, as a script would that a person gave the digest.</summary>
    public async Task<JsonElement> SignAsync(string command, string holder) => await DoneAsync(
        command, "--key", BareKey(holder), "--yes", "--confirm-digest", await DigestAsync());

    public async Task<string> DigestAsync() => (await DoneAsync("inspect")).GetProperty("draft").GetProperty("digest").GetString()!;

    public string PassphraseFile(string holder) => Path.Combine(Home, $"{holder}.passphrase");

    /// <summary>Writes a country's application and gives the words to read out.</summary>
    public (string File, string Words) Apply(string country, string name, string network = "lab")
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using FoundedCountry founded = FoundedCountry.Found(network, Realm.Operational, country, NodeNames.Loopback, now, now.AddDays(1));
        Envelope keySet = TrustDocuments.Sign(
            founded.DraftKeySet(Realm.Operational, [new Uri("https://127.0.0.1:5102")], now, now, now.AddDays(1)), founded.CountryKey);
        Envelope application = MembershipApplications.Make(name, keySet, founded.CountryKey, now);
        string file = Path.Combine(Home, $"{country}.application");
        File.WriteAllBytes(file, application.ToByteArray());
        return (file, Fingerprint.WordsOf(Digest.Of(application.Payload)));
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
