using System.Text;
using System.Text.Json;
using ContactNetwork.Cards;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Tests.Contacts.Copies;

/// <summary>The local copy: kept while the node answers, used while it does not.</summary>
public sealed class LocalCopyTests : IAsyncLifetime
{
    private static readonly TimeSpan Later = CopyRefresh.Interval + TimeSpan.FromMinutes(1);
    private readonly SignedDirectory directory = new();
    private FakeNode node = null!;
    private string profile = "";

    private string CopyFolder => Path.Combine(node.Folder, "directory");

    private string CopyPath => Path.Combine(CopyFolder, "copy.bin");

    public async ValueTask InitializeAsync()
    {
        node = await FakeNode.StartAsync();
        node.Behavior.Sheets.Add(directory.First);
        node.Behavior.Copy = directory.Copy();
        profile = node.Profile();
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task A_command_that_went_well_leaves_a_copy_that_only_its_owner_reads_and_shows_the_anchor_once()
    {
        CnRun first = await RunAsync("list");
        CnRun second = await RunAsync("list");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains(directory.Anchor, first.Error, StringComparison.Ordinal);
        string shown = string.Join(' ', first.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(Fingerprint.WordsOf(directory.Network.Documents.Anchor), shown, StringComparison.Ordinal);
        Assert.Equal("", second.Error);
        Assert.Single(node.Behavior.Of<GetDirectoryCopyRequest>());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(CopyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(Path.Combine(CopyFolder, "pin.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(CopyFolder));
        Assert.DoesNotContain(Directory.EnumerateFiles(CopyFolder), file => file.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_old_copy_is_compared_after_the_next_command_and_travels_only_when_something_changed()
    {
        await RunAsync("list");
        byte[] before = await File.ReadAllBytesAsync(CopyPath, Cancellation);

        await CnRun.LaterAsync(Later, profile, "directory", "list");
        Assert.Equal(2, node.Behavior.Of<GetDirectoryCopyRequest>().Length);
        Assert.Equal(before, await File.ReadAllBytesAsync(CopyPath, Cancellation));
        Assert.InRange((await StateAsync(Later)).GetProperty("ageSeconds").GetInt64(), 0, 60);

        Sheet next = SignedDirectory.Next(directory.First, directory.First, TimeProvider.System.GetUtcNow());
        directory.Add(next, TimeProvider.System.GetUtcNow(), directory.Belmaria.Node.SigningKey);
        node.Behavior.Copy = directory.Copy();
        await CnRun.LaterAsync(2 * Later, profile, "directory", "list");
        CnRun shown = await RunAsync("show", "XB", "--offline", "--json");
        Assert.Equal("2", shown.Json.GetProperty("version").GetProperty("version").GetString());
    }

    [Fact]
    public async Task While_nobody_answers_the_copy_does_and_says_so()
    {
        await RunAsync("copy");
        string file = Path.Combine(node.Folder, "out.pdf");
        string code = new CardCode("XB", 1, FakeContacts.Digest(directory.First)).ToString();
        await node.StopAsync();

        CnRun found = await RunAsync("lookup", "--country", "XB", "--request", "preservation");
        CnRun json = await RunAsync("lookup", "belmaria", "--json");
        CnRun list = await RunAsync("list");
        CnRun card = await RunAsync("card", "--country", "XB", "--out", file);
        CnRun right = await RunAsync("verify-card", code);

        Assert.Equal((0, ""), (found.ExitCode, found.Error));
        Assert.StartsWith("From the local copy, not from the node: The node can't be reached", found.Output, StringComparison.Ordinal);
        Assert.Contains("It was last compared with the node", found.Output, StringComparison.Ordinal);
        Assert.Contains("+999", found.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("could not compare", found.Output, StringComparison.Ordinal);
        JsonElement local = json.Json.GetProperty("localCopy");
        Assert.Equal("UNAVAILABLE", local.GetProperty("reason").GetString());
        Assert.InRange(local.GetProperty("ageSeconds").GetInt64(), 0, 600);
        Assert.Equal("XB", json.Json.GetProperty("contacts")[0].GetProperty("country").GetString());
        Assert.True(json.Json.GetProperty("isReplicaOld").GetBoolean());
        Assert.Contains("no sheet", list.Output, StringComparison.Ordinal);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(file, Cancellation), 0, 5));
        Assert.StartsWith("From the local copy", card.Output, StringComparison.Ordinal);
        Assert.Contains("Right and in force", right.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_the_node_carries_no_word_of_a_copy()
    {
        await RunAsync("copy");

        CnRun json = await RunAsync("list", "--json");

        Assert.False(json.Json.TryGetProperty("localCopy", out _));
    }

    [Fact]
    public async Task A_node_that_takes_too_long_or_has_lost_its_store_is_stood_in_for_and_one_that_refuses_is_not()
    {
        await RunAsync("copy");
        node.Behavior.Failures.Enqueue(new RpcException(new Status(StatusCode.DeadlineExceeded, "late")));
        Assert.Equal("DEADLINE_EXCEEDED", (await RunAsync("lookup", "--json")).Json.GetProperty("localCopy").GetProperty("reason").GetString());
        for (int attempt = 0; attempt < 5; attempt++)
            node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.Unavailable, "STORE_UNAVAILABLE", "The store is away.", retryDelay: TimeSpan.FromMilliseconds(1)));
        CnRun away = await RunAsync("lookup", "--json");
        Assert.Equal("The store is away.", away.Json.GetProperty("localCopy").GetProperty("message").GetString());

        node.Behavior.Failures.Enqueue(Refusals.Of(StatusCode.PermissionDenied, "ROLE_MISSING", "Not yours."));
        CnRun denied = await RunAsync("lookup", "--json");
        CnRun unknown = await CnRun.Async(node.Profile("stolen"), "directory", "lookup", "--json");

        Assert.Equal((5, "ROLE_MISSING"), (denied.ExitCode, denied.ErrorJson.GetProperty("reason").GetString()));
        Assert.Equal((5, "NOT_AUTHENTICATED"), (unknown.ExitCode, unknown.ErrorJson.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Without_a_copy_the_failure_stands_and_offline_tells_how_to_make_one()
    {
        CnRun offline = await RunAsync("lookup", "--offline", "--json");
        await node.StopAsync();
        CnRun failed = await RunAsync("lookup", "--json");

        Assert.Equal((4, "COPY_NONE"), (offline.ExitCode, offline.ErrorJson.GetProperty("reason").GetString()));
        Assert.Contains("cn directory copy", offline.ErrorJson.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal((6, "Unavailable"), (failed.ExitCode, failed.ErrorJson.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_only_the_node_knows_is_not_made_up()
    {
        await RunAsync("copy");

        CnRun earlier = await RunAsync("lookup", "--offline", "--as-of", "2026-11-23T21:14:09Z", "--json");
        CnRun version = await RunAsync("show", "XB", "--version-number", "7", "--offline", "--json");
        CnRun unknown = await RunAsync("show", "XC", "--offline", "--json");
        CnRun malformed = await RunAsync("lookup", "--offline", "--json", new string('x', 101));

        Assert.Equal((6, "NOT_IN_COPY"), (earlier.ExitCode, earlier.ErrorJson.GetProperty("reason").GetString()));
        Assert.Equal((6, "NOT_IN_COPY"), (version.ExitCode, version.ErrorJson.GetProperty("reason").GetString()));
        Assert.Equal((4, "SHEET_NOT_FOUND"), (unknown.ExitCode, unknown.ErrorJson.GetProperty("reason").GetString()));
        Assert.Equal("text", malformed.ErrorJson.GetProperty("violations")[0].GetProperty("field").GetString());
        Assert.All(
            new[] { earlier, version, unknown, malformed },
            failed => Assert.Equal("OFFLINE", failed.ErrorJson.GetProperty("localCopy").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_failure_says_whose_word_it_is()
    {
        await RunAsync("copy");
        CnRun nodes = await RunAsync("show", "XC", "--json");
        await node.StopAsync();
        CnRun copys = await RunAsync("show", "XC", "--json");
        CnRun shown = await RunAsync("show", "XC");

        Assert.False(nodes.ErrorJson.TryGetProperty("localCopy", out _));
        JsonElement local = copys.ErrorJson.GetProperty("localCopy");
        Assert.Equal((4, "UNAVAILABLE"), (copys.ExitCode, local.GetProperty("reason").GetString()));
        Assert.InRange(local.GetProperty("ageSeconds").GetInt64(), 0, 600);
        Assert.Equal("", copys.Output);
        Assert.StartsWith("From the local copy, not from the node: The node can't be reached", shown.Error, StringComparison.Ordinal);
        Assert.Contains("The local copy holds no sheet of XC", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_changed_lately_is_shown_with_the_one_before_also_from_the_copy()
    {
        DateTimeOffset changed = TimeProvider.System.GetUtcNow().AddHours(-2);
        Sheet next = SignedDirectory.Next(directory.First, directory.First, changed);
        next.ContactPoints[0].Channels[0].Value = "+9995550666";
        directory.Add(next, changed, directory.Belmaria.DirectoryKeys[0], directory.Belmaria.DirectoryKeys[1], directory.Belmaria.Node.SigningKey);
        node.Behavior.Copy = directory.Copy();
        await RunAsync("copy");

        JsonElement quality = (await RunAsync("lookup", "--country", "XB", "--offline", "--json")).Json.GetProperty("contacts")[0].GetProperty("quality");

        Assert.Contains("+9995550101", quality.GetProperty("reachChange").GetProperty("previousNumbers").EnumerateArray().Select(number => number.GetString()));
    }

    [Fact]
    public async Task A_refresh_that_fails_never_fails_the_command_and_keeps_what_was_held()
    {
        await RunAsync("copy");
        byte[] before = await File.ReadAllBytesAsync(CopyPath, Cancellation);
        node.Behavior.Copy = directory.Copy(signer: directory.Belmaria.Node.SigningKey, change: manifest => manifest.StateDigest = Google.Protobuf.ByteString.Empty);

        CnRun run = await CnRun.LaterAsync(Later, profile, "directory", "list", "--json");
        CnRun again = await CnRun.LaterAsync(Later, profile, "directory", "list", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("COPY_NOT_REFRESHED", run.Error, StringComparison.Ordinal);
        Assert.Contains("not signed by a key that the node of XA may use", run.Error, StringComparison.Ordinal);
        Assert.Equal("", again.Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(CopyPath, Cancellation));
    }

    [Fact]
    public async Task A_node_that_hands_out_what_is_older_is_not_followed_until_a_person_starts_over()
    {
        Sheet next = SignedDirectory.Next(directory.First, directory.First, TimeProvider.System.GetUtcNow());
        List<GetDirectoryCopyResponse> older = directory.Copy(TimeProvider.System.GetUtcNow().AddMinutes(1));
        directory.Add(next, TimeProvider.System.GetUtcNow(), directory.Belmaria.Node.SigningKey);
        node.Behavior.Copy = directory.Copy();
        await RunAsync("copy");
        node.Behavior.Copy = older;

        CnRun refused = await RunAsync("copy", "--json");
        CnRun taken = await RunAsync("copy", "--start-over", "--json");

        Assert.Equal((7, "COPY_OLDER"), (refused.ExitCode, refused.ErrorJson.GetProperty("reason").GetString()));
        Assert.Contains("the sheet of XB in it is older", refused.ErrorJson.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, taken.ExitCode);
        Assert.True(taken.Json.GetProperty("isNew").GetBoolean());
    }

    [Fact]
    public async Task The_anchor_of_the_profile_decides_where_it_names_one()
    {
        string other = node.Profile(more: $", \"anchor\": \"{new string('a', 64)}\"");
        CnRun refused = await CnRun.Async(other, "directory", "copy", "--json");
        bool isKept = File.Exists(CopyPath);
        CnRun right = await CnRun.Async(node.Profile(more: $", \"anchor\": \"{directory.Anchor}\""), "directory", "copy", "--json");
        CnRun changed = await CnRun.Async(node.Profile(more: $", \"anchor\": \"{new string('a', 64)}\""), "directory", "list", "--offline", "--json");

        Assert.Equal((7, "COPY_ANCHOR_DIFFERS", false), (refused.ExitCode, refused.ErrorJson.GetProperty("reason").GetString(), isKept));
        Assert.Equal("", right.Error);
        Assert.True(right.Json.GetProperty("isAnchorGiven").GetBoolean());
        Assert.Equal((3, "COPY_ANCHOR_DIFFERS"), (changed.ExitCode, changed.ErrorJson.GetProperty("reason").GetString()));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<CnRun> RunAsync(params string[] arguments) => CnRun.Async(profile, ["directory", .. arguments]);

    private async Task<JsonElement> StateAsync(TimeSpan later) =>
        (await CnRun.LaterAsync(later, profile, "directory", "copy", "--offline", "--json")).Json;
}
