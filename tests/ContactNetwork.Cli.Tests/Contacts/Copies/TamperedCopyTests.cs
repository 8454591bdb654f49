using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Tests.Contacts.Copies;

/// <summary>Whatever was done to a copy on the disk, it is refused whole, with what to do.</summary>
public sealed class TamperedCopyTests : IAsyncLifetime
{
    private readonly SignedDirectory directory = new();
    private FakeNode node = null!;

    public static TheoryData<string, string, string> Deeds => new()
    {
        { "cut off in the middle", "COPY_DAMAGED", "cut off" },
        { "emptied", "COPY_DAMAGED", "damaged" },
        { "removed", "COPY_DAMAGED", "missing" },
        { "last sheet left out", "COPY_REFUSED", "its manifest names" },
        { "number changed in a sheet", "COPY_REFUSED", "is not the one that the manifest names" },
        { "manifest signed by another country", "COPY_REFUSED", "not signed by a key that the node of XA may use" },
        { "manifest's content changed", "COPY_REFUSED", "not signed by a key that the node of XA may use" },
        { "newest key set left out", "COPY_REFUSED", "not those that the manifest vouches for" },
        { "roster's signatures removed", "COPY_REFUSED", "lacks signatures" },
        { "another network's, whole", "COPY_ANCHOR_DIFFERS", "another network" },
        { "parts in another order", "COPY_REFUSED", "begins with its manifest" },
        { "two countries' sheets exchanged", "COPY_REFUSED", "is not the one that the manifest names" },
        { "older one put back", "COPY_OLDER", "somebody put it back" },
    };

    private string CopyPath => Path.Combine(node.Folder, "directory", "copy.bin");

    public async ValueTask InitializeAsync()
    {
        node = await FakeNode.StartAsync();
        Sheet own = SignedDirectory.Next(SampleSheets.Avalonia, null, directory.Start);
        directory.Add(own, directory.Start, directory.Avalonia.DirectoryKeys[0], directory.Avalonia.DirectoryKeys[1], directory.Avalonia.Node.SigningKey);
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task A_copy_that_was_tampered_with_is_refused(string deed, string reason, string words)
    {
        string profile = node.Profile();
        List<GetDirectoryCopyResponse> older = directory.Copy(TimeProvider.System.GetUtcNow().AddHours(-1));
        directory.ChangeSigningKey(KeyState.Active);
        List<GetDirectoryCopyResponse> copy = directory.Copy();
        node.Behavior.Copy = copy;
        Assert.Equal(0, (await CnRun.Async(profile, "directory", "copy")).ExitCode);
        Do(deed, copy, older);

        CnRun refused = await CnRun.Async(profile, "directory", "lookup", "--offline", "--json");

        Assert.Equal((3, reason), (refused.ExitCode, refused.ErrorJson.GetProperty("reason").GetString()));
        Assert.Contains(words, refused.ErrorJson.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("cn directory copy", refused.ErrorJson.GetProperty("hint").GetString(), StringComparison.Ordinal);

        // The way out, where the node answers and the anchor is the same.
        node.Behavior.Copy = directory.Copy();
        Assert.Equal(0, (await CnRun.Async(profile, "directory", "copy")).ExitCode);
        Assert.Equal(0, (await CnRun.Async(profile, "directory", "lookup", "--offline")).ExitCode);
    }

    [Fact]
    public async Task A_copy_made_with_a_withdrawn_key_is_refused()
    {
        directory.ChangeSigningKey(KeyState.Withdrawn);
        Assert.Contains("not signed by a key that the node of XA may use", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sheet_of_a_node_key_alone_that_changes_a_number_is_refused_even_where_our_own_node_vouches_for_it()
    {
        Sheet forged = SignedDirectory.Next(directory.First, directory.First, directory.Start);
        forged.ContactPoints[0].Channels[0].Value = "+9995550666";
        directory.Add(forged, directory.Start, directory.Belmaria.Node.SigningKey);
        // Sheets stand together by country.
        Assert.Contains("not signed by two different directory keys", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sheet_signed_by_another_country_is_refused()
    {
        Sheet forged = SignedDirectory.Next(directory.First, directory.First, directory.Start);
        directory.Add(forged, directory.Start, directory.Avalonia.Node.SigningKey);
        Assert.Contains("is signed by XA", await RefusedAsync(), StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync()
    {
        node.Behavior.Copy = directory.Copy();
        CnRun refused = await CnRun.Async(node.Profile(), "directory", "copy", "--json");
        Assert.Equal((7, "COPY_REFUSED"), (refused.ExitCode, refused.ErrorJson.GetProperty("reason").GetString()));
        Assert.False(File.Exists(CopyPath));
        return refused.ErrorJson.GetProperty("message").GetString()!;
    }

    private void Do(string deed, List<GetDirectoryCopyResponse> copy, List<GetDirectoryCopyResponse> older)
    {
        byte[] whole = File.ReadAllBytes(CopyPath);
        switch (deed)
        {
            case "cut off in the middle":
                File.WriteAllBytes(CopyPath, whole[..(whole.Length / 2)]);
                return;
            case "emptied":
                File.WriteAllBytes(CopyPath, []);
                return;
            case "removed":
                File.Delete(CopyPath);
                return;
            case "last sheet left out":
                copy.RemoveAt(copy.Count - 1);
                break;
            case "number changed in a sheet":
                Sheet sheet = Sheet.Parser.ParseFrom(copy[^1].Sheet.Payload);
                sheet.ContactPoints[0].Channels[0].Value = "+9995550666";
                Envelope changed = copy[^1].Sheet.Clone();
                changed.Payload = sheet.ToByteString();
                copy[^1] = new() { Sheet = changed };
                break;
            case "manifest signed by another country":
                copy[0] = directory.Copy(signer: directory.Belmaria.Node.SigningKey)[0];
                break;
            case "manifest's content changed":
                DirectoryManifest manifest = DirectoryManifest.Parser.ParseFrom(copy[0].Manifest.Payload);
                manifest.CreateTime = manifest.ReplicaTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(1));
                Envelope renewed = copy[0].Manifest.Clone();
                renewed.Payload = manifest.ToByteString();
                copy[0] = new() { Manifest = renewed };
                break;
            case "newest key set left out":
                copy.RemoveAt(copy.FindLastIndex(part => part.KeySet is not null));
                break;
            case "roster's signatures removed":
                Envelope roster = copy[1].Roster.Clone();
                roster.Signatures.Clear();
                copy[1] = new() { Roster = roster };
                break;
            case "another network's, whole":
                using (var other = new SignedDirectory()) copy = other.Copy();
                break;
            case "parts in another order":
                (copy[0], copy[1]) = (copy[1], copy[0]);
                break;
            case "two countries' sheets exchanged":
                (copy[^1], copy[^2]) = (copy[^2], copy[^1]);
                break;
            case "older one put back":
                copy = older;
                break;
            default:
                Assert.Fail(deed);
                break;
        }

        File.WriteAllBytes(CopyPath, CopyFile.Write(copy));
    }
}
