using System.Text.Json;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Tests;

/// <summary>cn node follow from files, and cn roster publish: what follows from the anchor is taken, and nothing else.</summary>
public sealed class FollowTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("cn-follow-").FullName;
    private readonly FoundedNetwork _network;

    public FollowTests()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _network = FoundedNetwork.Found(new FoundingPlan(
            "lab",
            Realm.Operational,
            [new("XA", "Avalonia", new Uri("https://127.0.0.1:5102")), new("XB", "Belmaria", new Uri("https://127.0.0.1:5202"))],
            now,
            TimeSpan.FromDays(90)));
        _network.Documents.Save(Documents);
        new TrustFolder(_network.Documents.Anchor, [], [_network.Documents.KeySets[1]]).Save(Trust);
        _network.Countries["XB"].SaveForNode(Trust);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Documents => Path.Combine(_home, "documents");

    private string Trust => Path.Combine(_home, "trust");

    [Fact]
    public async Task A_newcomer_takes_over_what_follows_from_the_anchor()
    {
        CnRun run = await FollowAsync(_network.Documents.Anchor.Hex);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, run.Json.GetProperty("rosterVersion").GetInt32());
        Assert.Equal(["XA", "XB"], run.Json.GetProperty("members").EnumerateArray().Select(member => member.GetString()));
        TrustFolder taken = TrustFolder.Load(Trust);
        Assert.Equal((1, 2), (taken.Rosters.Length, taken.KeySets.Length));
    }

    [Fact]
    public async Task Another_anchor_or_a_wrong_roster_leaves_the_folder_as_it_was()
    {
        Assert.NotEqual(0, (await FollowAsync(new string('0', 64))).ExitCode);
        NetworkRoster next = TrustDocuments.Next(
            _network.SnapshotFor("XB", "lab", Realm.Operational).Rosters.Current!, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(90));
        Envelope lone = TrustDocuments.Sign(next, _network.Authorities[0]);
        await File.WriteAllBytesAsync(Path.Combine(Documents, "rosters", "000002.bin"), lone.ToByteArray(), Cancellation);
        CnRun refused = await FollowAsync(_network.Documents.Anchor.Hex);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("SignaturesMissing", refused.Error, StringComparison.Ordinal);
        Assert.Empty(TrustFolder.Load(Trust).Rosters);
    }

    [Fact]
    public async Task It_asks_for_one_source_and_a_sound_anchor()
    {
        Assert.Equal(ExitCodes.Usage, (await RunAsync("node", "follow", "--trust", Trust, "--anchor", _network.Documents.Anchor.Hex)).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await FollowAsync("short")).ExitCode);
        Assert.Equal(
            ExitCodes.Usage,
            (await RunAsync("node", "follow", "--trust", Trust, "--anchor", _network.Documents.Anchor.Hex, "--from", "http://127.0.0.1:1")).ExitCode);
    }

    [Fact]
    public async Task Signed_rosters_are_published_into_a_members_folder_of_the_same_network_only()
    {
        using var ceremony = new Ceremony();
        CnRun early = await ceremony.RunAsync("publish", "--trust", Trust);
        Assert.NotEqual(0, early.ExitCode);
        await ceremony.FoundAsync();
        CnRun foreign = await ceremony.RunAsync("publish", "--trust", Trust);
        Assert.Equal("OTHER_NETWORK", foreign.ErrorJson.GetProperty("reason").GetString());

        string member = Path.Combine(_home, "member");
        (TrustFolder.Load(ceremony.Folder) with { Rosters = [], KeySets = [] }).Save(member);
        JsonElement published = await ceremony.DoneAsync("publish", "--trust", member);
        Assert.Equal(1, published.GetProperty("rosterVersion").GetInt32());
        Assert.Single(TrustFolder.Load(member).Rosters);
    }

    public void Dispose()
    {
        _network.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private Task<CnRun> FollowAsync(string anchor) => RunAsync("node", "follow", "--trust", Trust, "--anchor", anchor, "--documents", Documents, "--json");

    private static Task<CnRun> RunAsync(params string[] arguments) => CnRun.WithAsync(arguments, null, Cancellation);
}
