using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

public sealed class OutageTests(SharedLab shared)
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_cut_line_delays_a_request_and_loses_nothing()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var requested = new CountryView(xb, LabPeople.Duty);
        string reference;
        xa.Link.Cut();
        xb.Link.Cut();
        try
        {
            reference = (await requesting.FileAsync(Requests.New(), Deadlines.OverSockets)).Reference;
            await Eventually.Async(
                async () => (await requesting.Node.Peers.GetPeerAsync(new GetPeerRequest { Name = requesting.Name("peers", "xb") }))
                    .Peer.Lanes.Any(lane => lane is { QueuedCount: > 0, FailedAttemptCount: > 0 }),
                Recovery, TestContext.Current.CancellationToken, "XA shows the request waiting and tries failing");
            Assert.Null(await requested.FindAsync(reference));
            Assert.Equal(PreservationStage.Released, (await requesting.FindAsync(reference))!.Row.Stage);
        }
        finally
        {
            xa.Link.Heal();
            xb.Link.Heal();
        }

        await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Recovery, "delivered after the line was mended");
        await requested.WaitAsync(reference, _ => true, Recovery, "received");
    }

    [Fact]
    public async Task A_restarted_PostgreSQL_is_lived_through_without_help()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        LabNetwork lab = await shared.StartedAsync();
        if (lab.Postgres is not { } postgres)
        {
            Assert.Skip($"{PostgresVariables.Server} names a server that this test must not restart.");
            return;
        }

        using var requesting = new CountryView(lab.Country("XA"), LabPeople.Officer);
        using var requested = new CountryView(lab.Country("XB"), LabPeople.Duty);
        Task<BoardRow>[] filings = [.. Enumerable.Range(0, 10).Select(async index =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150 * index), cancellation);
            return await requesting.FileAsync(Requests.New(), Recovery);
        })];
        await filings[0];
        await postgres.RestartAsync(PostgresShutdown.Fast, cancellation);
        BoardRow[] rows = await Task.WhenAll(filings);

        Assert.Equal(rows.Length, rows.Select(row => row.Reference).Distinct().Count());
        foreach (BoardRow row in rows)
        {
            await requesting.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, Recovery, "delivered");
            await requested.WaitAsync(row.Reference, _ => true, Recovery, "received");
        }
    }
}
