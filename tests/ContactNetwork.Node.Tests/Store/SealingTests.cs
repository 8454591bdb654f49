using System.Text;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Sealing;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.V1;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

public sealed class SealingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_row_of_any_table_holds_case_content_in_clear()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var filed = await node.FileAsync(Samples.Request());
        await WithdrawAsync(node, filed.Row, $"{Samples.Canary}: no longer wanted");

        var tables = await TablesAsync(node);
        Assert.Contains("mt_events", tables);
        Assert.Contains("board", tables);
        foreach (var table in tables)
            Assert.Equal(0, await node.ScalarAsync<long>(CountOf(table, Samples.Canary)));

        // The search finds what is there: the country stands in the skeleton of the event and in the board's bytes.
        Assert.NotEqual(0, await node.ScalarAsync<long>(CountOf("mt_events", filed.Row.Reference)));
        Assert.NotEqual(0, await node.ScalarAsync<long>(CountOf("board", filed.Row.Reference)));
    }

    [Fact]
    public async Task Destroying_a_cases_key_erases_its_content_and_leaves_its_skeleton()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var filed = await node.FileAsync(Samples.Request());
        var kept = await node.FileAsync(Samples.Request());
        var id = Guid.Parse(filed.Row.Name.Split('/')[^1]);

        await node.Get<ISealer>().DestroyAsync(id, Cancellation);

        var shown = await ShowAsync(node, filed.Row);
        Assert.Null(shown.Content);
        Assert.True(shown.IsContentErased);
        Assert.Equal("filed", Assert.Single(shown.History).Step);
        Assert.Equal(filed.Row, shown.Row);
        Assert.NotNull((await ShowAsync(node, kept.Row)).Content);
        Assert.True(await node.ScalarAsync<bool>($"select wrapped is null from node.case_key where case_id = '{id}'"));

        // It goes on living: what is decided later folds the erased facts too.
        await WithdrawAsync(node, filed.Row, "no longer wanted");
    }

    [Fact]
    public void What_was_sealed_for_one_case_or_use_opens_for_no_other()
    {
        var key = CaseKey.Create();
        var caseId = Guid.NewGuid();
        var box = key.Seal(caseId, SealedUse.Event, "content"u8);

        Assert.Equal("content"u8.ToArray(), key.Open(caseId, SealedUse.Event, box));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => key.Open(Guid.NewGuid(), SealedUse.Event, box));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => key.Open(caseId, SealedUse.Body, box));
    }

    [Fact]
    public async Task The_wrapping_key_is_made_once_and_readable_by_its_owner_only()
    {
        await using var store = await TestStore.CreateAsync();
        using var start = new ManualResetEventSlim();

        // All at one instant, and again and again: two that both look before either moves are rare.
        for (var round = 0; round < 50; round++)
        {
            start.Reset();
            var folder = Directory.CreateDirectory(Path.Combine(store.DataFolder, $"{round}")).FullName;
            var openings = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.Wait(Cancellation);
                    return WrappingKey.Open(folder).Id;
                },
                Cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToList();
            start.Set();
            Assert.Single((await Task.WhenAll(openings)).Distinct());
        }

        WrappingKey.Open(store.DataFolder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(store.DataFolder, WrappingKey.FileName)));
        }
    }

    private static Task<WithdrawPreservationResponse> WithdrawAsync(StoreHost node, BoardRow row, string reason)
    {
        var request = new WithdrawPreservationRequest { RequestId = Guid.NewGuid().ToString(), Name = row.Name, Reason = reason };
        return node.Get<WithdrawPreservationHandler>().HandleAsync(
            request, RequestKey.Of("officer", "withdraw", request.RequestId, request), StoreHost.Officer, Cancellation);
    }

    private static Task<GetPreservationResponse> ShowAsync(StoreHost node, BoardRow row) =>
        node.Get<GetPreservationQuery>().AnswerAsync(new GetPreservationRequest { Name = row.Name }, Cancellation);

    /// <summary>Counts rows that hold a text anywhere: in text, in JSON, or in bytes, which PostgreSQL writes in hexadecimal.</summary>
    private static string CountOf(string table, string text)
    {
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        return $"select count(*) from node.{table} t where t::text ilike '%{text}%' or t::text like '%{hex}%'";
    }

    private static async Task<List<string>> TablesAsync(StoreHost node)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand("select tablename from pg_tables where schemaname = 'node'");
        var tables = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
            tables.Add(reader.GetString(0));
        return tables;
    }
}
