using System.Text.Json;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Processes;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Testing;

namespace ContactNetwork.Network.Tests;

/// <summary>The real <c>cn node follow --from</c> of a country that joins, at the peers' ports of real nodes.</summary>
public sealed class FollowTests(SharedLab shared) : IDisposable
{
    private const string Newcomer = "XC";
    private const int NotAvailable = 6;
    private static readonly TimeSpan Travel = TimeSpan.FromSeconds(60);
    private readonly string _home = Directory.CreateTempSubdirectory("cn-follow-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Trust => Path.Combine(_home, Newcomer, "trust");

    [Fact]
    public async Task A_newcomer_takes_the_chain_over_from_any_member_once_it_is_admitted_and_from_its_anchor_only()
    {
        LabNetwork lab = await shared.StartedAsync();
        string anchor = TrustFolder.Load(lab.NetworkFolder).Anchor.Hex;
        (string greeter, string other) = (AddressOf(lab, "XA"), AddressOf(lab, "XB"));
        string words = await MakeKeysAsync();

        // 1. Before it is admitted nobody talks to it, and its folder stays as it was.
        AssertRefused(await FollowAsync(greeter, anchor));

        // 2. Two holders of authority keys admit it; the roster is published at one node, and travels to the other.
        JsonElement draft = await KeyCeremony.CnAsync(
            "roster", "add", Path.Combine(_home, "application"), "--fingerprint", words, "--folder", lab.NetworkFolder);
        long roster = draft.GetProperty("draft").GetProperty("version").GetInt64();
        await KeyCeremony.SignRosterAsync(lab, draft, "XA");
        try
        {
            // 3. Nothing but what follows from the anchor is believed, and nobody who is no node.
            RunResult wrong = await FollowAsync(greeter, new string('0', 64));
            Assert.NotEqual(0, wrong.ExitCode);
            AssertNothingTaken();
            AssertRefused(await FollowAsync($"https://127.0.0.1:{LoopbackPorts.Free()}", anchor));

            // 4. The member that got the roster from the other gives the whole chain as well.
            RunResult? taken = null;
            await Eventually.Async(
                async () => (taken = await FollowAsync(other, anchor)).ExitCode == 0, Travel, Cancellation, "XB, whom the roster has reached, gives its documents");
            AssertTaken(taken!, roster);
            AssertTaken(await FollowAsync(greeter, anchor), roster);
        }
        finally
        {
            // The lab goes on without it.
            await KeyCeremony.SignRosterAsync(lab, await KeyCeremony.CnAsync("roster", "withdraw", Newcomer, "--folder", lab.NetworkFolder), "XA", "XB");
        }

        // 5. Who has left is told so, and keeps what it has.
        await Eventually.Async(async () => (await FollowAsync(greeter, anchor)).ExitCode != 0, Travel, Cancellation, "XA refuses who has left");
        Assert.Equal((int)roster, TrustFolder.Load(Trust).Rosters.Length);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static string AddressOf(LabNetwork lab, string country) => lab.Country(country).PeersAddress.GetLeftPart(UriPartial.Authority);

    /// <summary>Makes the newcomer's keys and application; answers the words that it reads out.</summary>
    private async Task<string> MakeKeysAsync()
    {
        foreach (string owner in new[] { "country", "directory-1", "directory-2" })
            await File.WriteAllTextAsync(Passphrase(owner), $"five random words for {owner}", Cancellation);
        await KeyCeremony.CnAsync(
            "node", "init", "--country", Newcomer, "--network", NodeSettings.NetworkId, "--endpoint", $"https://127.0.0.1:{LoopbackPorts.Free()}",
            "--folder", Path.Combine(_home, Newcomer), "--passphrase-file", Passphrase("country"),
            "--directory-passphrase-file", Passphrase("directory-1"), "--directory-passphrase-file", Passphrase("directory-2"));
        JsonElement application = await KeyCeremony.CnAsync(
            "node", "join", "--folder", Path.Combine(_home, Newcomer), "--name", "Carnadia", "--passphrase-file", Passphrase("country"));
        File.Copy(application.GetProperty("file").GetString()!, Path.Combine(_home, "application"));
        return application.GetProperty("words").GetString()!;
    }

    private string Passphrase(string owner) => Path.Combine(_home, $"{owner}.passphrase");

    private Task<RunResult> FollowAsync(string from, string anchor) =>
        LabNetwork.CnAsync(Cancellation, "node", "follow", "--trust", Trust, "--anchor", anchor, "--from", from, "--json");

    private void AssertRefused(RunResult refused)
    {
        Assert.Equal(NotAvailable, refused.ExitCode);
        using JsonDocument said = JsonDocument.Parse(refused.Error);
        Assert.Equal("NODE_UNAVAILABLE", said.RootElement.GetProperty("error").GetProperty("reason").GetString());
        Assert.Contains("Try again", said.RootElement.GetProperty("error").GetProperty("hint").GetString(), StringComparison.Ordinal);
        AssertNothingTaken();
    }

    private void AssertNothingTaken()
    {
        string rosters = Path.Combine(Trust, "rosters");
        Assert.True(!Directory.Exists(rosters) || !Directory.EnumerateFiles(rosters).Any());
    }

    private void AssertTaken(RunResult taken, long roster)
    {
        Assert.True(taken.ExitCode == 0, taken.Error);
        using JsonDocument said = JsonDocument.Parse(taken.Output);
        Assert.Equal(roster, said.RootElement.GetProperty("rosterVersion").GetInt64());
        Assert.Equal(["XA", "XB", Newcomer], said.RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetString()));
        TrustFolder folder = TrustFolder.Load(Trust);
        Assert.Equal((int)roster, folder.Rosters.Length);
        Assert.Equal(["XA", "XB", Newcomer], folder.KeySets.Select(CountryOf).Distinct().Order());
    }

    private static string CountryOf(Federation.V1.Envelope envelope) => Federation.V1.KeySet.Parser.ParseFrom(envelope.Payload).Country;
}
