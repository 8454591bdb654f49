using System.Collections.Concurrent;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

public sealed class KillTests(SharedLab shared)
{
    private const int RoundsInCi = 50;
    private const int RoundsElsewhere = 8;
    private const int FilingsPerRound = 3;
    private const int KillDelayMaxMilliseconds = 400;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Kills one of the nodes at a random moment around commit, send and record, round after round, and keeps a ledger of
    /// what was answered. At the end all of it must be there, on both sides, once.
    /// </summary>
    [Fact]
    public async Task Killing_nodes_at_random_loses_nothing_acknowledged_and_doubles_nothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        LabNetwork lab = await shared.StartedAsync();
        using var requesting = new CountryView(lab.Country("XA"), LabPeople.Officer);
        using var requested = new CountryView(lab.Country("XB"), LabPeople.Duty);
        LabProcess[] nodes = [lab.Country("XA").Node, lab.Country("XB").Node];
        var ledger = new ConcurrentDictionary<string, FilePreservationRequest>();
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int rounds = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? RoundsInCi : RoundsElsewhere;
        TestContext.Current.SendDiagnosticMessage("Seed {0}, {1} rounds", seed, rounds);

        for (int round = 0; round < rounds; round++)
        {
            LabProcess victim = nodes[random.Next(nodes.Length)];
            Task[] filings = [.. Enumerable.Range(0, FilingsPerRound).Select(async _ =>
            {
                FilePreservationRequest request = Requests.New();
                BoardRow row = await requesting.FileAsync(request, Recovery);
                Assert.True(ledger.TryAdd(row.Reference, request), $"{row.Reference} was given twice (seed {seed}).");
            })];
            await Task.Delay(random.Next(KillDelayMaxMilliseconds), cancellation);
            await victim.KillAsync();
            // Not waited for: the next round may well meet a node that is still starting.
            await victim.LaunchAsync();
            try
            {
                await Task.WhenAll(filings);
            }
            catch (TimeoutException)
            {
                // A node that did not come back says why.
                await Task.WhenAll(nodes.Select(node => node.WaitReadyAsync(cancellation)));
                throw;
            }
        }

        await Task.WhenAll(nodes.Select(node => node.WaitReadyAsync(cancellation)));

        foreach ((string reference, FilePreservationRequest request) in ledger)
        {
            GetPreservationResponse here = await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Recovery, $"delivered (seed {seed})");
            GetPreservationResponse there = await requested.WaitAsync(reference, _ => true, Recovery, $"received (seed {seed})");
            Assert.Single(here.History, step => step.Step == "delivered");
            Assert.Single(there.History, step => step.Step == "received");
            Assert.Equal(reference, (await requesting.Node.Preservations.FilePreservationAsync(request, cancellationToken: cancellation)).Row.Reference);
        }

        await Eventually.Async(
            async () => (await requested.AlertsAsync()).Count(alert => ledger.ContainsKey(alert.Reference)) >= ledger.Count,
            Recovery, cancellation, "XB has an alert for each request");
        Assert.All(
            (await requested.AlertsAsync()).Where(alert => ledger.ContainsKey(alert.Reference)).CountBy(alert => alert.Reference),
            count => Assert.Equal(1, count.Value));
        Assert.All((await requested.RowsAsync()).CountBy(row => row.Reference), count => Assert.Equal(1, count.Value));
    }
}
