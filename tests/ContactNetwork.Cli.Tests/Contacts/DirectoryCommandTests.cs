using System.Text;
using ContactNetwork.Cards;
using ContactNetwork.Cli.Contacts;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class DirectoryCommandTests
{
    [Theory]
    [InlineData("card", "--country", "XB")]
    [InlineData("booklet")]
    public async Task A_card_and_a_booklet_are_printed(params string[] command)
    {
        await using FakeNode node = await StartAsync();
        string file = Path.Combine(node.Folder, "out.pdf");

        CnRun run = await CnRun.Async(node.Profile(), ["directory", .. command, "--out", file]);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), 0, 5));
    }

    [Fact]
    public async Task A_card_of_a_country_without_sheet_is_not_found_and_nothing_is_written()
    {
        await using FakeNode node = await StartAsync();
        string file = Path.Combine(node.Folder, "out.pdf");

        CnRun run = await CnRun.Async(node.Profile(), "directory", "card", "--country", "XC", "--out", file);

        Assert.Equal(4, run.ExitCode);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_card_in_force_is_right_scanned_or_typed()
    {
        await using FakeNode node = await StartAsync();
        Sheet sheet = SampleSheets.Belmaria;
        string code = new CardCode("XB", sheet.Version, FakeContacts.Digest(sheet)).ToString();

        CnRun scanned = await CnRun.Async(node.Profile(), "directory", "verify-card", code);
        CnRun typed = await CnRun.Async(node.Profile(), "directory", "verify-card", "xb", "12", FakeContacts.Digest(sheet)[..8], FakeContacts.Digest(sheet)[8..16]);

        Assert.Equal(0, scanned.ExitCode);
        Assert.Contains("64 of 64", scanned.Output, StringComparison.Ordinal);
        Assert.Equal(0, typed.ExitCode);
        Assert.Contains("16 of 64", typed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_of_an_older_version_is_told_from_a_forged_one()
    {
        await using FakeNode node = await StartAsync();
        Sheet next = SampleSheets.Belmaria.Clone();
        next.Version = 13;
        node.Behavior.Sheets.Add(next);

        Assert.Equal("CARD_OUTDATED", await ReasonAsync(node, 12, FakeContacts.Digest(SampleSheets.Belmaria)));
        Assert.Equal("CARD_DIFFERS", await ReasonAsync(node, 12, new string('0', 64)));
        Assert.Equal("CARD_DIFFERS", await ReasonAsync(node, 13, new string('0', 64)));
        Assert.Equal("CARD_DIFFERS", await ReasonAsync(node, 11, new string('0', 64)));
        Assert.Equal("CARD_NEWER", await ReasonAsync(node, 14, new string('0', 64)));
    }

    [Theory]
    [InlineData("vcard", "vcf")]
    [InlineData("csv", "csv")]
    [InlineData("json", "json")]
    public async Task What_was_exported_is_imported_as_a_draft_of_the_next_version(string format, string extension)
    {
        await using FakeNode node = await StartAsync();
        Sheet own = SampleSheets.Avalonia;
        node.Behavior.Sheets.Add(own);
        string file = Path.Combine(node.Folder, "sheet." + extension);
        string draft = Path.Combine(node.Folder, "draft.yaml");

        CnRun export = await CnRun.Async(node.Profile(), "directory", "export", "--format", format, "--country", "xa", "--out", file);
        CnRun import = await CnRun.Async(node.Profile(), "directory", "import", file, "--out", draft);

        Assert.Equal(("", ""), (export.Error, import.Error));
        OwnDraft made = OwnDraft.Read(draft);
        Assert.Equal(own, made.Basis);
        Sheet content = made.Content;
        (content.Version, content.PreviousDigest, content.CreateTime) = (own.Version, own.PreviousDigest, own.CreateTime);
        Assert.Equal(own, content);
    }

    [Fact]
    public async Task Bad_lines_stop_an_import_unless_the_good_ones_are_to_be_kept()
    {
        await using FakeNode node = await StartAsync();
        string file = node.Write("record,country,id,names,kind\nauthority,XA,one,en=One,police\nauthority,XA,two,en=Two,zoo\nauthority,XB,police,en=Taken over,police\n", "in.csv");
        string draft = Path.Combine(node.Folder, "draft.yaml");

        CnRun refused = await CnRun.Async(node.Profile(), "directory", "import", file, "--out", draft, "--json");
        bool isWritten = File.Exists(draft);
        CnRun kept = await CnRun.Async(node.Profile(), "directory", "import", file, "--out", draft, "--keep-good");

        Assert.Equal(3, refused.ExitCode);
        Assert.False(isWritten);
        string[] places = [.. refused.ErrorJson.GetProperty("violations").EnumerateArray().Select(violation => violation.GetProperty("field").GetString()!)];
        Assert.Equal(["line 3", "line 4"], places);
        Assert.Equal(0, kept.ExitCode);
        Assert.Contains("only XB can change its own sheet", kept.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        OwnDraft made = OwnDraft.Read(draft);
        Assert.Equal(("XA", "one"), (made.Content.Country, Assert.Single(made.Content.Authorities).Id));
        Assert.Null(made.Current);
    }

    [Fact]
    public async Task What_the_file_does_not_name_stays_as_it_is()
    {
        await using FakeNode node = await StartAsync();
        Sheet own = SampleSheets.Avalonia;
        node.Behavior.Sheets.Add(own);
        string file = node.Write("record,country,id,authority_id,desk\ncontact-point,XA,urn:poc:XA:2,justice,night desk\ncontact-point,XA,urn:poc:XA:3,nobody,\n", "in.csv");
        string draft = Path.Combine(node.Folder, "draft.yaml");

        CnRun run = await CnRun.Async(node.Profile(), "directory", "import", file, "--out", draft, "--keep-good");

        Assert.Contains("line 3", run.Error, StringComparison.Ordinal);
        Sheet made = OwnDraft.Read(draft).Content;
        Assert.Equal(own.ContactPoints[0], made.ContactPoints[0]);
        Assert.Equal("night desk", made.ContactPoints[1].Desk);
        Assert.Equal(2, made.ContactPoints.Count);
        Assert.Equal(own.Law, made.Law);
    }

    [Fact]
    public async Task An_export_goes_to_standard_output_when_asked()
    {
        await using FakeNode node = await StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "directory", "export", "--format", "csv", "--out", "-");

        Assert.StartsWith("record,country,id,names,kind,parent_id,web,authority_id,unit_names,roles,desk,", run.Output, StringComparison.Ordinal);
        Assert.Contains("urn:poc:XB:1", run.Output, StringComparison.Ordinal);
    }

    private static async Task<string> ReasonAsync(FakeNode node, ulong version, string digest)
    {
        CnRun run = await CnRun.Async(node.Profile(), "directory", "verify-card", new CardCode("XB", version, digest).ToString(), "--json");
        Assert.Equal(7, run.ExitCode);
        return run.ErrorJson.GetProperty("reason").GetString()!;
    }

    private static async Task<FakeNode> StartAsync()
    {
        FakeNode node = await FakeNode.StartAsync();
        node.Behavior.Sheets.Add(SampleSheets.Belmaria);
        return node;
    }
}
