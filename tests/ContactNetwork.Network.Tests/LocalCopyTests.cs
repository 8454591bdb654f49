using System.Text.Json;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;

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
        using (var manager = new CountryView(xa, LabPeople.Lead)) await LabSheets.PublishAsync(lab, manager, LabSheets.Content("XA", "Avalonia", Number));
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

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
