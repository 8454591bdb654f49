using ContactNetwork.Cli.Contacts;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.LocalPostgres;
using Google.Protobuf;

namespace ContactNetwork.Cli.Tests;

/// <summary>Sheets as files: written, reviewed and signed without a network.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("directory-test-").FullName;

    private static string SampleText => File.ReadAllText(Path.Combine(Clone.Root!, "samples", "sheet-xa.yaml"));

    [Fact]
    public void The_sample_is_a_sound_sheet_and_comes_back_from_its_own_yaml()
    {
        Sheet sheet = SheetYaml.Read("sample", SampleText);
        sheet.Country = "XA";

        Assert.Empty(SheetCheck.Check(SheetMapping.Read(sheet)));
        Sheet again = SheetYaml.Read("again", SheetYaml.Write(sheet));
        again.Country = "XA";
        Assert.Equal(sheet, again);
    }

    [Fact]
    public async Task Two_keepers_sign_what_they_have_read_and_one_key_counts_once()
    {
        (string draft, Sheet first) = await DraftAsync();
        string changed = (await File.ReadAllTextAsync(draft, TestContext.Current.CancellationToken))
            .Replace("+999201000001", "+999201009999", StringComparison.Ordinal);
        await File.WriteAllTextAsync(draft, changed, TestContext.Current.CancellationToken);
        string[] keys = [NewKey("1"), NewKey("2")];

        CnRun one = await SignAsync(draft, keys[0]);
        Assert.True(one.ExitCode == 0, one.Error);
        Assert.Contains("changes channels or keys", one.Output, StringComparison.Ordinal);
        Assert.Contains("contact_points[urn:poc:XA:1].channels[1].value  +999201000001 -> +999201009999", one.Output, StringComparison.Ordinal);
        Assert.Contains("One more keeper", one.Output, StringComparison.Ordinal);
        Assert.Equal(7, (await SignAsync(draft, keys[0])).ExitCode);
        CnRun two = await SignAsync(draft, keys[1]);
        Assert.True(two.ExitCode == 0, two.Error);

        Envelope signed = Envelope.Parser.ParseFrom(await File.ReadAllBytesAsync(draft + ".signed", TestContext.Current.CancellationToken));
        ReadSheet sheet = ReadSheet.Of(signed).Sheet!;
        Assert.Equal((2ul, 2), (sheet.Version, signed.Signatures.Count));
        Assert.Equal(Digest.Of(first.ToByteString()), sheet.PreviousDigest);
        Assert.All(keys, file =>
        {
            using PrivateKey key = PrivateKey.FromPem(File.ReadAllText(file));
            Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(signed, PayloadType.Sheet, [key.Public]));
        });
    }

    [Fact]
    public async Task A_draft_changed_after_a_signature_is_not_signed_again()
    {
        (string draft, _) = await DraftAsync();
        await SignAsync(draft, NewKey("1"));
        await File.AppendAllTextAsync(draft, "status_note: \"later\"\n", TestContext.Current.CancellationToken);

        CnRun refused = await SignAsync(draft, NewKey("2"));

        Assert.Equal(7, refused.ExitCode);
        Assert.Contains("was changed after somebody signed it", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_in_the_file_is_told_with_its_line()
    {
        (string draft, _) = await DraftAsync();
        await File.AppendAllTextAsync(draft, "fax: 12\n", TestContext.Current.CancellationToken);

        CnRun refused = await SignAsync(draft, NewKey("1"));

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("fax", refused.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(string Path, Sheet First)> DraftAsync()
    {
        Sheet first = SheetYaml.Read("sample", SampleText);
        (first.NetworkId, first.Realm, first.Country) = ("lab", Realm.Operational, "XA");
        SheetDrafts.Follow(first, null, TimeProvider.System.GetUtcNow());
        string path = Path.Combine(folder, "next.yaml");
        OwnDraft.WriteNew(path, SheetYaml.Write(first), new Envelope { PayloadType = PayloadType.Sheet.MediaType, Payload = first.ToByteString() });
        await Task.CompletedTask;
        return (path, first);
    }

    private string NewKey(string name)
    {
        string path = Path.Combine(folder, $"directory-{name}.key");
        using PrivateKey key = PrivateKey.Generate(EllipticCurve.P384);
        File.WriteAllText(path, key.ToPem());
        return path;
    }

    /// <summary>Signs as a person does: reads the review and types the last word of the digest.</summary>
    private static async Task<CnRun> SignAsync(string draft, string key)
    {
        CnRun asked = await CnRun.WithAsync(["directory", "sign", draft, "--key", key], "", CancellationToken.None);
        string said = asked.Error;
        int open = said.LastIndexOf('(');
        if (open < 0) return asked;
        string words = string.Join(' ', said[(open + 1)..said.LastIndexOf("):", StringComparison.Ordinal)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return await CnRun.WithAsync(["directory", "sign", draft, "--key", key], words[(words.LastIndexOf(' ') + 1)..] + "\n", CancellationToken.None);
    }
}
