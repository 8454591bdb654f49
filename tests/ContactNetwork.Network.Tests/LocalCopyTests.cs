using System.Text.Json;
using ContactNetwork.Client;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Network.Tests;

/// <summary>The real <c>cn</c> and a real node that is stopped.</summary>
public sealed class LocalCopyTests(SharedLab shared)
{
    private const string Number = "+999201234567";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_node_is_stopped_cn_answers_the_same_from_its_copy_and_says_so()
    {
        LabNetwork lab = await shared.StartedAsync();
        LabCountry xa = lab.Country("XA");
        await xa.LoginAsync(LabPeople.Lead, Cancellation);
        using (var manager = new CountryView(xa, LabPeople.Lead)) await PublishAsync(lab, manager);
        string[] question = ["directory", "lookup", "--country", "XA", "--request", "preservation", "--json"];

        RunResult online = await xa.CnAsync(LabPeople.Officer, Cancellation, question);
        RunResult state = await xa.CnAsync(LabPeople.Officer, Cancellation, "directory", "copy", "--offline", "--json");
        RunResult offline;
        await xa.Node.StopAsync();
        try
        {
            offline = await xa.CnAsync(LabPeople.Officer, Cancellation, question);
        }
        finally
        {
            await xa.Node.StartAsync(Cancellation);
        }

        Assert.True(online.ExitCode == 0, online.Error);
        Assert.True(state.ExitCode == 0, state.Error);
        Assert.True(offline.ExitCode == 0, offline.Error);
        JsonElement before = Parse(online.Output), after = Parse(offline.Output);
        Assert.False(before.TryGetProperty("localCopy", out _));
        Assert.Equal("UNAVAILABLE", after.GetProperty("localCopy").GetProperty("reason").GetString());
        Assert.Contains(Number, after.GetRawText(), StringComparison.Ordinal);
        JsonElement one = before.GetProperty("contacts")[0], other = after.GetProperty("contacts")[0];
        Assert.All(["contactPoint", "authority", "displayName", "mode", "designations", "needs", "quality"], part =>
            Assert.Equal(one.GetProperty(part).GetRawText(), other.GetProperty(part).GetRawText()));
        Assert.Equal(64, Parse(state.Output).GetProperty("anchor").GetString()!.Length);
    }

    /// <summary>Publishes the next sheet of XA, with the signatures of its keepers.</summary>
    private static async Task PublishAsync(LabNetwork lab, CountryView manager)
    {
        using FoundedNetwork network = FoundedNetwork.Load(lab.NetworkFolder);
        ReadSheet? current = await FindAsync(manager);
        Sheet sheet = SheetDrafts.Follow(LabSheets.Content("XA", "Avalonia", Number), current, TimeProvider.System.GetUtcNow());
        Envelope signed = EnvelopeSigner.Sign(PayloadType.Sheet, sheet, [.. network.Countries["XA"].DirectoryKeys]);
        await manager.Node.Contacts.PublishSheetAsync(
            new PublishSheetRequest { RequestId = Guid.NewGuid().ToString(), Payload = signed.Payload, Signatures = { signed.Signatures } },
            cancellationToken: Cancellation);
    }

    private static async Task<ReadSheet?> FindAsync(CountryView manager)
    {
        try
        {
            GetSheetResponse found = await manager.Node.Contacts.GetSheetAsync(
                new GetSheetRequest { Name = manager.Name("sheets", "xa") }, cancellationToken: Cancellation);
            return ReadSheet.Of(found.Envelope).Sheet;
        }
        catch (ContactNetworkException missing) when (missing.Code == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
