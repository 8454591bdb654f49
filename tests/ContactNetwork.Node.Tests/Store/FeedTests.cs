using System.Collections.Concurrent;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Feeds;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

public sealed class FeedTests
{
    private const int Filings = 120;
    private const int Writers = 4;

    [Fact]
    public async Task A_watcher_that_reconnects_again_and_again_misses_nothing_while_others_commit()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var other = await store.StartAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = new ConcurrentDictionary<string, long>();
        var watching = ReconnectAsync(other.Get<BoardFeed>(), seen, end.Token);

        // A transaction that stays open holds the horizon back from the middle on; it writes, so that it has a number.
        await FileAsync(node, Filings / 2);
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync(end.Token);
        await using var open = await connection.BeginTransactionAsync(end.Token);
        await ExecuteAsync(connection, "select pg_current_xact_id()");
        await FileAsync(node, Filings / 2);

        var filed = await FiledAsync(node);
        Assert.Equal(Filings, filed.Count);
        await Eventually.Async(() => filed.All(seen.ContainsKey), Deadlines.OverSockets, end.Token);
        await open.RollbackAsync(end.Token);
        await end.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_change_is_sent_within_a_second_even_while_an_older_transaction_is_open()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var open = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "select pg_current_xact_id()");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = new ConcurrentDictionary<string, long>();
        var watching = WatchAsync(node.Get<BoardFeed>(), "", seen, _ => { }, end.Token);
        await Eventually.Async(() => node.Get<BoardFeed>().WatcherCount == 1, Deadlines.InProcess, end.Token);

        var filed = await node.FileAsync(Samples.Request());

        await Eventually.Async(() => seen.ContainsKey(filed.Row.Name), TimeSpan.FromSeconds(1), end.Token);
        await end.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task A_token_leads_on_from_where_it_was_given()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var before = await node.FileAsync(Samples.Request());
        var written = await node.ScalarAsync<long>("select changed::text::bigint from node.board");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var token = "";
        // A transaction that is open anywhere in the cluster, another test's too, holds tokens back.
        await Eventually.Async(
            async () => long.Parse((token = await TokenAsync(node.Get<BoardFeed>())).Split('.')[2], CultureInfo.InvariantCulture) > written,
            Deadlines.InProcess,
            end.Token);
        var after = await node.FileAsync(Samples.Request());
        var seen = new ConcurrentDictionary<string, long>();

        var watching = WatchAsync(node.Get<BoardFeed>(), token, seen, _ => { }, end.Token);

        await Eventually.Async(() => seen.ContainsKey(after.Row.Name), Deadlines.InProcess, end.Token);
        Assert.DoesNotContain(before.Row.Name, seen.Keys);
        await end.CancelAsync();
        await watching;
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("r1.000000000000.5")]
    [InlineData("ahead")]
    public async Task A_token_that_is_none_or_of_another_history_is_refused(string kind)
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var token = kind == "ahead" ? $"{(await TokenAsync(node.Get<BoardFeed>()))}999999" : kind;

        var refused = await Assert.ThrowsAsync<RefusalException>(() => TokenAsync(node.Get<BoardFeed>(), token));

        Assert.Equal(RefusalReasons.ResumeTokenInvalid, refused.Refusal.Reason);
    }

    [Fact]
    public async Task After_a_restore_into_another_cluster_the_rows_are_marked_anew()
    {
        await using var store = await TestStore.CreateAsync();
        string token;
        await using (var node = await store.StartAsync())
        {
            await node.FileAsync(Samples.Request());
            token = await TokenAsync(node.Get<BoardFeed>());
            await node.ExecuteAsync("update node.feed_epoch set epoch = 'another'");
            await node.ExecuteAsync("update node.board set changed = '9000000000000'::xid8");
        }

        await using var restored = await store.StartAsync();

        // It is the same cluster in truth, so the token of before is of the epoch found at start again.
        Assert.True(await restored.ScalarAsync<bool>("select changed < pg_current_xact_id() from node.board"));
        var current = await TokenAsync(restored.Get<BoardFeed>());
        Assert.Equal(token.Split('.')[1], current.Split('.')[1]);
    }

    private static Task FileAsync(StoreHost node, int count) => Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
    {
        for (var index = 0; index < count / Writers; index++)
            await node.FileAsync(Samples.Request());
    }));

    private static async Task<List<string>> FiledAsync(StoreHost node)
    {
        var (rows, _) = await node.Get<Shell>().ReadAsync(
            (connection, cancellation) => BoardTable.PageAsync(connection, new BoardFilter(Side.Unspecified, [], ""), null, 200, cancellation),
            CancellationToken.None);
        return [.. rows.Select(row => row.Name)];
    }

    /// <summary>Watches for a little while, drops the stream in the middle of a batch, and resumes with the last token.</summary>
    private static async Task ReconnectAsync(ChangeFeed feed, ConcurrentDictionary<string, long> seen, CancellationToken cancellation)
    {
        var token = "";
        while (!cancellation.IsCancellationRequested)
        {
            using var connection = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            connection.CancelAfter(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 120)));
            await WatchAsync(feed, token, seen, last => token = last, connection.Token);
        }
    }

    private static async Task WatchAsync(
        ChangeFeed feed, string token, ConcurrentDictionary<string, long> seen, Action<string> keep, CancellationToken cancellation)
    {
        try
        {
            await foreach (var batch in feed.WatchAsync(token, cancellation))
            {
                foreach (var row in batch.Rows)
                {
                    cancellation.ThrowIfCancellationRequested();
                    seen[BoardRow.Parser.ParseFrom(row.Content.Span).Name] = row.Version;
                }

                if (batch.Token.Length > 0)
                    keep(batch.Token);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The stream was dropped.
        }
    }

    private static async Task<string> TokenAsync(ChangeFeed feed, string token = "")
    {
        await foreach (var batch in feed.WatchAsync(token, TestContext.Current.CancellationToken))
        {
            if (batch.Token.Length > 0)
                return batch.Token;
        }

        throw new InvalidOperationException("The stream ended without a token.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
