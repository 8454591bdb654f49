using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using Marten;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

/// <summary>The shell writes Marten's tables itself: row by row as Marten does, whatever version of it is in use.</summary>
public sealed class FactWriterTests
{
    private const string EventSql =
        """
        select (to_jsonb(e) - 'seq_id' - 'id' - 'stream_id' - 'timestamp' - 'data')::text || (e.data - 'content')::text
        from node.mt_events e where stream_id = '{0}' order by version
        """;

    private const string StreamSql =
        "select (to_jsonb(s) - 'id' - 'timestamp' - 'created')::text from node.mt_streams s where id = '{0}'";

    [Fact]
    public async Task Streams_and_facts_are_stored_as_Marten_stores_them()
    {
        await using var store = await TestStore.CreateAsync();
        await using var host = await store.StartAsync();
        await host.FileAsync(Samples.Request());
        var ours = await host.ScalarAsync<Guid>("select id from node.mt_streams");
        var facts = await host.Get<FactReader>().ReadAsync(ours, isSealed: true, TestContext.Current.CancellationToken);

        var martens = Guid.NewGuid();
        await using (var session = host.Get<IDocumentStore>().LightweightSession())
        {
            session.Events.StartStream<RequestingPreservation>(martens, facts);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(await RowAsync(host, StreamSql, martens), await RowAsync(host, StreamSql, ours));
        Assert.Equal(await RowAsync(host, EventSql, martens), await RowAsync(host, EventSql, ours));
    }

    [Fact]
    public async Task A_stream_grows_as_Marten_lets_it_grow()
    {
        await using var store = await TestStore.CreateAsync();
        await using var host = await store.StartAsync();
        await host.FileAsync(Samples.Request());
        var id = await host.ScalarAsync<Guid>("select id from node.mt_streams");

        await host.Get<Shell>().RunAsync(
            (session, inner) => session.DecideAsync(
                PreservationStreams.Requesting,
                id,
                new RequestingPreservationCommand.WithdrawPreservation(session.Stamp(StoreHost.Officer.ActingAs(V1.Role.CaseOfficer)), "SOLVED", Guid.NewGuid()),
                inner),
            TestContext.Current.CancellationToken);

        await using var reading = host.Get<IDocumentStore>().QuerySession();
        var state = await reading.Events.FetchStreamStateAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(2, state?.Version);
        Assert.Equal(2, await host.ScalarAsync<long>($"select max(version) from node.mt_events where stream_id = '{id}'"));
    }

    private static Task<string> RowAsync(StoreHost host, string sql, Guid id) =>
        host.ScalarAsync<string>(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, id));
}
