using System.Text.Json;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Tests;

public sealed class RosterTests : IDisposable
{
    private readonly Ceremony _network = new();

    [Fact]
    public async Task Two_of_three_holders_found_a_network_that_verifies_from_its_anchor()
    {
        await _network.BeginAsync();

        JsonElement first = await _network.SignAsync("sign", "ann");
        JsonElement second = await _network.SignAsync("countersign", "cy");

        Assert.False(first.TryGetProperty("current", out _));
        string anchor = second.GetProperty("anchor").GetString()!;
        Assert.Equal(anchor, second.GetProperty("current").GetProperty("digest").GetString());
        Assert.False(second.TryGetProperty("draft", out _));
        JsonElement verified = await _network.DoneAsync("verify", "--anchor", anchor);
        Assert.Equal(1, verified.GetProperty("version").GetInt32());
        Assert.Equal(3, (await _network.RunAsync("verify", "--anchor", new string('0', 64))).ExitCode);
    }

    [Fact]
    public async Task Each_change_is_shown_old_and_new_before_anybody_signs()
    {
        await _network.FoundAsync();
        (string file, string words) = _network.Apply("XC", "Carnadia");
        await _network.DoneAsync("add", file, "--fingerprint", words);
        await _network.DoneAsync("change", "XC", "--name", "Carnadia Republic");

        JsonElement draft = (await _network.DoneAsync("inspect")).GetProperty("draft");

        Change[] changes = [.. draft.GetProperty("changes").EnumerateArray().Select(Change.Of)];
        Assert.Contains(new Change("version", "1", "2"), changes);
        Assert.Contains(new Change("XC name", null, "Carnadia Republic"), changes);
        Assert.Contains(new Change("XC state", null, "ACTIVE"), changes);
        Assert.Contains(new Change("XC node", null, "spiffe://lab/xc/node"), changes);
        Assert.DoesNotContain(changes, change => change.What.StartsWith("authority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_review_for_people_shows_what_goes_and_what_comes()
    {
        await _network.FoundAsync();
        await AdmitAsync("XC", "Carnadia");
        await _network.DoneAsync("suspend", "XC");

        CnRun shown = await CnRun.WithAsync(["roster", "inspect", "--folder", _network.Folder], null, TestContext.Current.CancellationToken);

        Assert.Contains("- XC state: ACTIVE", shown.Output, StringComparison.Ordinal);
        Assert.Contains("+ XC state: SUSPENDED", shown.Output, StringComparison.Ordinal);
        Assert.Contains(await _network.DigestAsync(), shown.Output, StringComparison.Ordinal);
        Assert.Contains("0 of 2 needed", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_lives_through_suspension_and_return_and_leaves_for_good()
    {
        await _network.FoundAsync();
        await AdmitAsync("XC", "Carnadia");

        await ChangeAsync("suspend", "XC");
        await ChangeAsync("change", "XC", "--resume");
        await ChangeAsync("withdraw", "XC");

        JsonElement current = (await _network.DoneAsync("inspect")).GetProperty("current");
        Assert.Equal(5, current.GetProperty("version").GetInt32());
        Assert.Equal("WITHDRAWN", current.GetProperty("members")[0].GetProperty("state").GetString());
        CnRun back = await _network.RunAsync("change", "XC", "--resume");
        Assert.Equal((7, "MEMBER_WITHDRAWN"), (back.ExitCode, Reason(back)));
    }

    [Fact]
    public async Task A_change_of_authority_keys_needs_the_former_and_the_new_threshold()
    {
        await _network.FoundAsync();
        await _network.NewKeyAsync("dee");
        await _network.NewKeyAsync("eve");
        string cy = Keys().Single(key => key.Holder == "cy").Id;
        await _network.DoneAsync(
            "change", "--remove-authority", cy, "--add-authority", $"dee={_network.Key("dee")}.pub", "--add-authority", $"eve={_network.Key("eve")}.pub", "--threshold", "3");

        await _network.SignAsync("sign", "dee");
        await _network.SignAsync("countersign", "eve");
        JsonElement third = await _network.SignAsync("countersign", "ann");
        JsonElement fourth = await _network.SignAsync("countersign", "bo");

        Assert.True(third.TryGetProperty("draft", out _));
        Assert.Equal(2, fourth.GetProperty("current").GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("sign", "stranger", "KEY_REFUSED")]
    [InlineData("countersign", "ann", "DRAFT_UNSIGNED")]
    public async Task Who_may_not_sign_does_not(string command, string holder, string reason)
    {
        await _network.BeginAsync();
        await _network.NewKeyAsync("stranger");

        CnRun run = await _network.RunAsync(
            command, "--key", _network.Key(holder), "--passphrase-file", _network.PassphraseFile(holder), "--yes", "--confirm-digest", await _network.DigestAsync());

        Assert.Equal((7, reason), (run.ExitCode, Reason(run)));
    }

    [Fact]
    public async Task One_holder_counts_once()
    {
        await _network.BeginAsync();
        await _network.SignAsync("sign", "ann");

        CnRun again = await _network.RunAsync(
            "countersign", "--key", _network.Key("ann"), "--passphrase-file", _network.PassphraseFile("ann"), "--yes", "--confirm-digest", await _network.DigestAsync());

        Assert.Equal((7, "KEY_REFUSED"), (again.ExitCode, Reason(again)));
    }

    [Fact]
    public async Task Nothing_is_signed_that_was_not_confirmed()
    {
        await _network.BeginAsync();
        string[] sign = ["sign", "--key", _network.Key("ann"), "--passphrase-file", _network.PassphraseFile("ann")];

        CnRun otherDigest = await _network.RunAsync([.. sign, "--yes", "--confirm-digest", new string('a', 64)]);
        CnRun onlyYes = await _network.RunAsync([.. sign, "--yes"]);
        CnRun nobody = await _network.RunAsync(sign);
        CnRun wrongWord = await _network.RunWithAsync("zebra zebra\n", sign);

        Assert.Equal([7, 2, 2, 7], [otherDigest.ExitCode, onlyYes.ExitCode, nobody.ExitCode, wrongWord.ExitCode]);
        Assert.Empty(Draft().Signatures);
        string words = (await _network.DoneAsync("inspect")).GetProperty("draft").GetProperty("words").GetString()!;
        CnRun typed = await _network.RunWithAsync(words.Split(' ')[^1] + "\n", sign);
        Assert.True(typed.ExitCode == 0, typed.Error);
        Assert.Single(Draft().Signatures);
    }

    [Fact]
    public async Task A_signed_draft_does_not_change_under_its_signatures()
    {
        await _network.FoundAsync();
        await AdmitAsync("XC", "Carnadia");
        await _network.DoneAsync("suspend", "XC");
        await _network.SignAsync("sign", "ann");

        CnRun changed = await _network.RunAsync("change", "XC", "--name", "Other");

        Assert.Equal((7, "DRAFT_SIGNED"), (changed.ExitCode, Reason(changed)));
        await _network.DoneAsync("discard");
        Assert.False((await _network.DoneAsync("inspect")).TryGetProperty("draft", out _));
    }

    [Fact]
    public async Task An_applicant_is_added_only_with_the_words_that_it_reads_out()
    {
        await _network.FoundAsync();
        (string file, string words) = _network.Apply("XC", "Carnadia");
        (_, string others) = _network.Apply("XD", "Dorland");
        string misheard = (words.StartsWith("zebra", StringComparison.Ordinal) ? "acorn" : "zebra") + words[words.IndexOf(' ')..];

        string[] refusals =
        [
            Reason(await _network.RunAsync("add", file, "--fingerprint", others)),
            Reason(await _network.RunAsync("add", file, "--fingerprint", misheard)),
            Reason(await _network.RunAsync("add", file)),
        ];
        CnRun typed = await _network.RunWithAsync(words.ToUpperInvariant() + "\n", "add", file);

        Assert.Equal(["FINGERPRINT_DIFFERS", "FINGERPRINT_DIFFERS", "USAGE"], refusals);
        Assert.True(typed.ExitCode == 0, typed.Error);
        Assert.Equal("MEMBER_EXISTS", Reason(await _network.RunAsync("add", file, "--fingerprint", words)));
    }

    [Fact]
    public async Task An_application_that_was_tampered_with_or_is_for_another_network_is_refused()
    {
        await _network.FoundAsync();
        (string file, string words) = _network.Apply("XC", "Carnadia");
        (string elsewhere, string otherWords) = _network.Apply("XD", "Dorland", network: "other");
        Envelope envelope = Envelope.Parser.ParseFrom(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        MembershipApplication application = MembershipApplication.Parser.ParseFrom(envelope.Payload);
        application.Country = "XB";
        envelope.Payload = application.ToByteString();
        await File.WriteAllBytesAsync(file, envelope.ToByteArray(), TestContext.Current.CancellationToken);

        Assert.Equal("DOCUMENT_INVALID", Reason(await _network.RunAsync("add", file, "--fingerprint", words)));
        Assert.Equal("OTHER_NETWORK", Reason(await _network.RunAsync("add", elsewhere, "--fingerprint", otherWords)));
    }

    [Fact]
    public async Task A_tampered_chain_opens_for_nobody()
    {
        await _network.FoundAsync();
        string path = Path.Combine(_network.Folder, "rosters", "000001.bin");
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        CnRun run = await _network.RunAsync("inspect");

        Assert.Equal((3, "DOCUMENT_INVALID"), (run.ExitCode, Reason(run)));
    }

    [Fact]
    public async Task A_wrong_passphrase_opens_no_key()
    {
        await _network.BeginAsync();

        CnRun run = await _network.RunAsync(
            "sign", "--key", _network.Key("ann"), "--passphrase-file", _network.PassphraseFile("bo"), "--yes", "--confirm-digest", await _network.DigestAsync());

        Assert.Equal((5, "KEY_NOT_OPENED"), (run.ExitCode, Reason(run)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_threshold_is_more_than_half_and_at_most_all(int threshold)
    {
        foreach (string holder in Ceremony.Holders) await _network.NewKeyAsync(holder);

        CnRun run = await _network.RunAsync(
            ["create", "--network", "lab", "--threshold", $"{threshold}", .. Ceremony.Holders.SelectMany(holder => new[] { "--authority", $"{holder}={_network.Key(holder)}.pub" })]);

        Assert.Equal(2, run.ExitCode);
    }

    public void Dispose() => _network.Dispose();

    private static string Reason(CnRun run) => run.ErrorText().GetProperty("reason").GetString()!;

    private async Task AdmitAsync(string country, string name)
    {
        (string file, string words) = _network.Apply(country, name);
        await ChangeAsync("add", file, "--fingerprint", words);
    }

    private async Task ChangeAsync(params string[] arguments)
    {
        await _network.DoneAsync(arguments);
        await _network.SignAsync("sign", "ann");
        await _network.SignAsync("countersign", "bo");
    }

    private Envelope Draft() => Envelope.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_network.Folder, "draft.bin")));

    private (string Id, string Holder)[] Keys()
    {
        NetworkFolder folder = NetworkFolder.Open(_network.Folder);
        NetworkRoster roster = NetworkRoster.Parser.ParseFrom(folder.Current!.Envelope.Payload);
        return [.. roster.AuthorityKeys.Zip(folder.Current.AuthorityKeys, (entry, key) => (key.KeyId, entry.Holder))];
    }

    private sealed record Change(string What, string? Old, string? New)
    {
        public static Change Of(JsonElement json) => new(
            json.GetProperty("what").GetString()!,
            json.TryGetProperty("old", out JsonElement old) ? old.GetString() : null,
            json.TryGetProperty("new", out JsonElement next) ? next.GetString() : null);
    }
}
