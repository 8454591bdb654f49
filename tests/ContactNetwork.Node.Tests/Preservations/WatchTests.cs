using ContactNetwork.Domain;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

public sealed class WatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_watcher_gets_the_whole_board_and_then_each_change()
    {
        await using var node = await PreservationsNode.StartAsync();
        var before = await node.FileAsync();
        await using var reader = new BoardReader(node);
        reader.Connect();
        await HasAsync(reader, before);

        var after = await node.FileAsync();
        await HasAsync(reader, after);
        var withdrawn = await WithdrawAsync(node, before.Name);
        await HasAsync(reader, withdrawn);

        Assert.Equal(PreservationStage.Withdrawn, reader.Rows[before.Name].Stage);
        Assert.Equal(2, reader.Rows.Count);
    }

    /// <summary>The median, because the machine that runs tests may be busy with others.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_is_sent_within_a_second_of_its_answer_also_to_a_watcher_that_comes_back(bool comesBack)
    {
        const int Changes = 9;
        await using var node = await PreservationsNode.StartAsync();
        await using var reader = new BoardReader(node);
        reader.Connect();
        await HasAsync(reader, await node.FileAsync());
        var delays = new List<TimeSpan>();
        for (var index = 0; index < Changes; index++)
        {
            if (comesBack)
            {
                // What changed while it was away comes at once, too.
                await reader.DisconnectAsync();
                var missed = await node.FileAsync();
                var returned = System.Diagnostics.Stopwatch.GetTimestamp();
                reader.Connect();
                await HasAsync(reader, missed);
                delays.Add(System.Diagnostics.Stopwatch.GetElapsedTime(returned));
            }

            var row = await node.FileAsync();
            var answered = System.Diagnostics.Stopwatch.GetTimestamp();
            await HasAsync(reader, row);
            delays.Add(System.Diagnostics.Stopwatch.GetElapsedTime(answered));
        }

        Assert.InRange(delays.Order().ElementAt(delays.Count / 2), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_watcher_that_comes_back_gets_what_it_missed_and_not_the_whole_board()
    {
        await using var node = await PreservationsNode.StartAsync();
        await using var idle = new NpgsqlConnection(node.ConnectionString);
        await idle.OpenAsync(Cancellation);
        await using var other = await idle.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(idle, "select pg_current_xact_id()");
        var old = await node.FileAsync();
        await using (var first = new BoardReader(node))
        {
            first.Connect();
            await HasAsync(first, old);
            await Eventually.Async(() => first.Token.Length > 0, Deadlines.OverSockets, Cancellation);
            await first.DisconnectAsync();
            var missed = await node.FileAsync();
            first.Connect();
            await HasAsync(first, missed);
        }

        // A token never lies before an open transaction, of whatever database of the cluster, and what is after it comes again:
        // this one, and those of the tests that run beside this one, must have ended.
        await other.CommitAsync(Cancellation);
        await Eventually.Async(() => IsBehindHorizonAsync(idle, old), Deadlines.OverSockets, Cancellation, "no older transaction is open");
        await using var later = new BoardReader(node);
        later.Connect();
        await Eventually.Async(() => later.Rows.Count == 2 && later.Token.Length > 0, Deadlines.OverSockets, Cancellation);
        var news = await FirstAsync(node, later.Token, await node.FileAsync());
        Assert.DoesNotContain(news, row => row.Name == old.Name);
    }

    [Fact]
    public async Task A_change_that_commits_late_is_not_lost_across_a_reconnect_nor_does_it_hold_up_others()
    {
        await using var node = await PreservationsNode.StartAsync();
        var late = await CommitLateAsync(node, (token, _) => token);
        Assert.Contains(late.News, row => row.Name == late.Changed.Name);
    }

    /// <summary>The offender: were tokens taken from the end of what a look saw, a reconnecting watcher would miss the change.</summary>
    [Fact]
    public async Task A_token_of_the_snapshots_end_would_miss_a_change_that_commits_late()
    {
        await using var node = await PreservationsNode.StartAsync();
        var late = await CommitLateAsync(node, (token, end) => $"{token[..token.LastIndexOf('.')]}.{end}");
        Assert.DoesNotContain(late.News, row => row.Name == late.Changed.Name);
    }

    /// <summary>
    /// A transaction changes a row, another change is seen and the watcher leaves, then the first one commits: it is older
    /// than the token's rows and commits after them. Answers what comes to the watcher who returns.
    /// </summary>
    private static async Task<(BoardRow Changed, List<BoardRow> News)> CommitLateAsync(PreservationsNode node, Func<string, string, string> tokenOf)
    {
        await using var reader = new BoardReader(node);
        reader.Connect();
        await using var slow = new NpgsqlConnection(node.ConnectionString);
        await slow.OpenAsync(Cancellation);
        var early = await node.FileAsync();
        await HasAsync(reader, early);

        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        // What a writer does to a row, by hand, so that the transaction can stay open longer than a node's may.
        await ExecuteAsync(slow, $"update node.board set changed = pg_current_xact_id() where reference = '{early.Reference}'");
        var quick = await node.FileAsync();
        await HasAsync(reader, quick);
        await reader.DisconnectAsync();
        await using (var other = new NpgsqlConnection(node.ConnectionString))
        {
            await other.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand("select pg_snapshot_xmax(pg_current_snapshot())::text", other);
            var token = tokenOf(reader.Token, (string)(await command.ExecuteScalarAsync(Cancellation))!);
            await transaction.CommitAsync(Cancellation);
            // Another database of this server may hold the horizon back for a moment: a position ahead of it is refused.
            await Eventually.Async(
                async () =>
                {
                    await using var ahead = new NpgsqlCommand(
                        $"select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= {token[(token.LastIndexOf('.') + 1)..]}", other);
                    return (bool)(await ahead.ExecuteScalarAsync(Cancellation))!;
                },
                Deadlines.OverSockets,
                Cancellation,
                "the horizon has passed the token");
            var last = await node.FileAsync();
            return (early, await FirstAsync(node, token, last));
        }
    }

    [Fact]
    public async Task Nothing_is_lost_under_many_writers_an_open_transaction_and_reconnects()
    {
        const int Writers = 4, FilingsEach = 12;
        await using var node = await PreservationsNode.StartAsync();
        await using var steady = new BoardReader(node);
        await using var restless = new BoardReader(node);
        steady.Connect();
        await using var idle = new NpgsqlConnection(node.ConnectionString);
        await idle.OpenAsync(Cancellation);
        await using var open = await idle.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(idle, "select pg_current_xact_id()");

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(node, FilingsEach)));
        while (!writing.IsCompleted)
        {
            var known = restless.Rows.Count;
            restless.Connect();
            await Eventually.Async(() => writing.IsCompleted || restless.Rows.Count > known, Deadlines.OverSockets, Cancellation);
            await restless.DisconnectAsync();
        }

        var last = (await writing).SelectMany(rows => rows).ToList();
        await open.CommitAsync(Cancellation);
        restless.Connect();
        foreach (var row in last)
        {
            await HasAsync(steady, row);
            await HasAsync(restless, row);
        }

        Assert.Equal(Writers * FilingsEach, last.Count);
    }

    [Fact]
    public async Task A_node_that_stops_ends_its_streams_without_an_error()
    {
        var node = await PreservationsNode.StartAsync();
        using var call = node.Client.WatchBoard(new WatchBoardRequest(), PreservationsNode.As(Role.Auditor), cancellationToken: Cancellation);
        await call.ResponseStream.MoveNext(Cancellation);
        var rest = Task.Run(async () => await call.ResponseStream.ReadAllAsync(Cancellation).CountAsync(Cancellation), Cancellation);

        await node.StopAsync();

        await rest;
        // Fails where the node logged an error.
        await node.DisposeAsync();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("r1.000000000000.5")]
    public async Task A_token_that_is_not_of_this_board_is_refused(string token)
    {
        await using var node = await PreservationsNode.StartAsync();
        var (code, info, _) = await PreservationsNode.RefusalAsync(async () =>
        {
            using var call = node.Client.WatchBoard(
                new WatchBoardRequest { ResumeToken = token }, PreservationsNode.As(Role.Auditor), cancellationToken: Cancellation);
            await call.ResponseStream.MoveNext(Cancellation);
        });

        Assert.Equal((StatusCode.InvalidArgument, RefusalReasons.ResumeTokenInvalid), (code, info.Reason));
    }

    [Fact]
    public async Task A_token_from_the_future_is_refused()
    {
        await using var node = await PreservationsNode.StartAsync();
        await using var reader = new BoardReader(node);
        reader.Connect();
        await Eventually.Async(() => reader.Token.Length > 0, Deadlines.OverSockets, Cancellation);
        var parts = reader.Token.Split('.');

        var (_, info, _) = await PreservationsNode.RefusalAsync(async () =>
        {
            using var call = node.Client.WatchBoard(
                new WatchBoardRequest { ResumeToken = $"{parts[0]}.{parts[1]}.{long.MaxValue}" },
                PreservationsNode.As(Role.Auditor),
                cancellationToken: Cancellation);
            await call.ResponseStream.MoveNext(Cancellation);
        });

        Assert.Equal(RefusalReasons.ResumeTokenInvalid, info.Reason);
    }

    [Fact]
    public async Task Neither_board_nor_events_hold_content_in_clear()
    {
        await using var node = await PreservationsNode.StartAsync();
        var row = await node.FileAsync();
        await WithdrawAsync(node, row.Name, $"Solved. {Samples.Mark}");
        var shown = await node.GetAsync(row.Name);
        Assert.Contains(Samples.Mark, shown.ToString(), StringComparison.Ordinal);

        Assert.Empty(await TablesWithAsync(node, Samples.Mark));
        // The same search finds what is in clear, so it can find something.
        Assert.Contains("node.board", await TablesWithAsync(node, row.Reference));
        Assert.Contains("node.mt_events", await TablesWithAsync(node, row.Reference));
    }

    private static Task HasAsync(BoardReader reader, BoardRow row) =>
        Eventually.Async(() => reader.Has(row), Deadlines.OverSockets, Cancellation, $"the watcher has {row.Reference} in version {row.Version}");

    /// <summary>Resumes with a token and returns what comes until the row is among it.</summary>
    private static async Task<List<BoardRow>> FirstAsync(PreservationsNode node, string token, BoardRow until)
    {
        Assert.NotEmpty(token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Deadlines.OverSockets);
        using var call = node.Client.WatchBoard(
            new WatchBoardRequest { ResumeToken = token }, PreservationsNode.As(Role.DutyOfficer), cancellationToken: limit.Token);
        var rows = new List<BoardRow>();
        while (rows.All(row => row.Name != until.Name) && await call.ResponseStream.MoveNext(limit.Token))
        {
            if (call.ResponseStream.Current.Row is { } row)
                rows.Add(row);
        }

        return rows;
    }

    private static async Task<List<BoardRow>> WriteAsync(PreservationsNode node, int count)
    {
        var rows = new List<BoardRow>();
        for (var index = 0; index < count; index++)
        {
            var row = await node.FileAsync();
            rows.Add(index % 2 == 0 ? row : await WithdrawAsync(node, row.Name));
        }

        return rows;
    }

    private static async Task<BoardRow> WithdrawAsync(PreservationsNode node, string name, string reason = "Solved.") =>
        (await node.Client.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = Guid.NewGuid().ToString("D"), Name = name, Reason = reason },
            PreservationsNode.As(Role.CaseOfficer),
            cancellationToken: Cancellation)).Row;

    /// <summary>The tables of the database that hold a text: as text, in JSON's or bytea's spelling.</summary>
    private static async Task<List<string>> TablesWithAsync(PreservationsNode node, string text)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync(Cancellation);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "select table_schema || '.' || table_name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')", connection))
        await using (var reader = await list.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }

        string[] spellings =
        [
            text,
            System.Text.Json.JsonSerializer.Serialize(text).Trim('"'),
            Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text)),
        ];
        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var search = new NpgsqlCommand($"select count(*) from {table} t, unnest($1) s where strpos(t::text, s) > 0", connection)
            {
                Parameters = { new() { Value = spellings } },
            };
            if ((long)(await search.ExecuteScalarAsync(Cancellation))! > 0)
                found.Add(table);
        }

        return found;
    }

    private static async Task<bool> IsBehindHorizonAsync(NpgsqlConnection connection, BoardRow row)
    {
        await using var command = new NpgsqlCommand(
            "select changed < pg_snapshot_xmin(pg_current_snapshot()) from node.board where reference = $1", connection)
        {
            Parameters = { new() { Value = row.Reference } },
        };
        return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
