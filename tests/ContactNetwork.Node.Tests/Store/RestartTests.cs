using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Rpc;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

public sealed class RestartTests
{
    private const int Callers = 6;

    [Theory]
    [InlineData(PostgresShutdown.Fast)]
    [InlineData(PostgresShutdown.Immediate)]
    public async Task A_restart_under_load_is_told_as_unavailable_loses_nothing_and_is_recovered_from_alone(PostgresShutdown shutdown)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var postgres = await PrivatePostgres.StartAsync(new PostgresOptions { Durable = true, ConnectionsMax = 200 }, cancellation);
        var folder = Directory.CreateTempSubdirectory("node-test-");
        await using var node = await StoreHost.StartAsync(postgres.ConnectionString, folder.FullName);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var seen = new ConcurrentDictionary<string, bool>();
        var watching = WatchAsync(node, seen, end.Token);
        var filed = new ConcurrentBag<string>();
        var refusals = new ConcurrentBag<Refusal>();
        var isOver = false;
        var load = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
                await FileAsync(node, filed, refusals, cancellation);
        })));
        await Eventually.Async(() => filed.Count > 20, Deadlines.OverSockets, cancellation);

        await postgres.RestartAsync(shutdown, cancellation);

        var after = filed.Count;
        await Eventually.Async(() => filed.Count > after + 20, Deadlines.OverSockets, cancellation);
        Volatile.Write(ref isOver, true);
        await load;
        // Every caller had a call under way, or began one while nobody answered: the restart can't have passed unseen.
        Assert.NotEmpty(refusals);
        Assert.All(refusals, refusal =>
        {
            Assert.Equal((RefusalKind.Unavailable, RefusalReasons.StoreUnavailable), (refusal.Kind, refusal.Reason));
            Assert.Contains(RefusalStatus.Of(refusal).Details, detail => detail.Is(RetryInfo.Descriptor));
        });
        Assert.Equal(filed.Count, await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(filed.Count, await node.ScalarAsync<long>("select count(*) from node.due where kind = 'deliver'"));
        await Eventually.Async(() => filed.All(seen.ContainsKey), Deadlines.OverSockets, cancellation);
        await Eventually.Async(() => node.Get<Presence>().IsShown, Deadlines.OverSockets, cancellation);
        await Eventually.Async(
            async () => await node.Get<Leases>().TryTakeAsync("test", cancellation) is not null, Deadlines.OverSockets, cancellation);
        await end.CancelAsync();
        await watching;
        folder.Delete(recursive: true);
    }

    /// <summary>As an officer's client does: an unavailable store is called again with the same request id.</summary>
    private static async Task FileAsync(
        StoreHost node, ConcurrentBag<string> filed, ConcurrentBag<Refusal> refusals, CancellationToken cancellation)
    {
        var request = Samples.Request();
        while (true)
        {
            try
            {
                filed.Add((await node.FileAsync(request)).Row.Name);
                return;
            }
            catch (RefusalException refused)
            {
                refusals.Add(refused.Refusal);
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
            }
        }
    }

    private static async Task WatchAsync(StoreHost node, ConcurrentDictionary<string, bool> seen, CancellationToken cancellation)
    {
        try
        {
            await foreach (var batch in node.Get<BoardFeed>().WatchAsync("", cancellation))
            {
                foreach (var row in batch.Rows)
                    seen[BoardRow.Parser.ParseFrom(row.Content.Span).Name] = true;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
