using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class RowClerkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_that_is_refused_is_parked_shown_and_not_tried_again()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await StartAsync(store);
        node.Logs.Expect("the row is parked", log => log.Event.Name == "RowParked");

        await OweAsync(node, "refused");

        await Eventually.Async(() => ParkedAsync(node, "TEST_REFUSED"), Deadlines.InProcess, Cancellation);
        await OweAsync(node, "fine");
        await Eventually.Async(() => Trier(node).Tries.ContainsKey("fine"), Deadlines.InProcess, Cancellation);
        Assert.Equal(1, Trier(node).Tries["refused"]);
        await Eventually.Async(
            () => node.Get<Alarms>().Raised.Contains(AlarmCodes.WorkParked), Deadlines.InProcess, Cancellation);
    }

    [Fact]
    public async Task A_row_that_throws_is_tried_again_with_pauses_and_does_not_hold_up_the_others()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await StartAsync(store);
        node.Logs.Expect("the fault", log => log.Event.Name == "RowFailed");

        await OweAsync(node, "throws");
        await OweAsync(node, "fine");

        await Eventually.Async(() => Trier(node).Tries.ContainsKey("fine"), Deadlines.InProcess, Cancellation);
        await Eventually.Async(() => Trier(node).Tries.GetValueOrDefault("throws") >= 2, Deadlines.InProcess, Cancellation);
        Assert.Equal("FAULT_InvalidTimeZoneException", await node.ScalarAsync<string>("select last_error from node.due where key = 'throws'"));
    }

    [Fact]
    public async Task A_row_whose_transaction_is_too_slow_is_tried_again_and_does_not_hold_up_the_others()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await StartAsync(store);

        await OweAsync(node, "a slow one", Urgency.Emergency);
        await OweAsync(node, "fine", Urgency.Routine);

        await Eventually.Async(() => Trier(node).Tries.GetValueOrDefault("a slow one") >= 2, Deadlines.InProcess, Cancellation);
        Assert.True(Trier(node).Tries.ContainsKey("fine"));
        Assert.Equal("STORE_SLOW", await node.ScalarAsync<string>("select last_error from node.due where key = 'a slow one'"));
    }

    [Fact]
    public async Task Work_is_woken_at_once_and_taken_over_when_a_replica_stops()
    {
        await using var store = await TestStore.CreateAsync();
        await using var two = await StartAsync(store);
        await using (var one = await StartAsync(store))
        {
            await OweAsync(one, "fine");
            await Eventually.Async(
                () => Trier(one).Tries.ContainsKey("fine") || Trier(two).Tries.ContainsKey("fine"), Deadlines.InProcess, Cancellation);
        }

        await OweAsync(two, "another");
        await Eventually.Async(() => Trier(two).Tries.ContainsKey("another"), TimeSpan.FromSeconds(5), Cancellation);
    }

    private static Task<StoreHost> StartAsync(TestStore store) => store.StartAsync(services => services.AddClerk<TryingClerk>());

    private static TryingClerk Trier(StoreHost node) => node.Get<TryingClerk>();

    /// <summary>Owes something of a stream that does not exist: all in one group, as timers of one stream are.</summary>
    private static Task OweAsync(StoreHost node, string key, Urgency urgency = Urgency.Urgent) => node.Get<Shell>().RunAsync(
        (session, _) =>
        {
            DueDiff.Upsert(session, "test", Guid.Empty, [new DueItem("test", key, session.Now, urgency)], traceParent: null);
            return Task.CompletedTask;
        },
        Cancellation);

    private static async Task<bool> ParkedAsync(StoreHost node, string error) =>
        await node.ScalarAsync<long>($"select count(*) from node.due where park_time is not null and last_error = '{error}'") == 1;

    private sealed class TryingClerk(ClerkTools tools, Shell shell, ILogger<TryingClerk> log) : RowClerk(tools, log)
    {
        public override string Name => "trier";

        public override ImmutableArray<string> Kinds { get; } = ["test"];

        public ConcurrentDictionary<string, int> Tries { get; } = new();

        protected override async Task<WorkResult> DoAsync(DueRow row, Lease lease, CancellationToken cancellation)
        {
            Tries.AddOrUpdate(row.Item.Key, 1, (_, tries) => tries + 1);
            switch (row.Item.Key)
            {
                case "refused":
                    throw new RefusalException(Refusal.Of(RefusalKind.WrongStage, "TEST_REFUSED", "No."));
                case "a slow one":
                    throw new RefusalException(
                        Refusal.Of(RefusalKind.Unavailable, RefusalReasons.StoreUnavailable, "Slow."), new TimeoutException("A slow one of a test."));
                case "throws":
                    throw new InvalidTimeZoneException("A fault of a test.");
                default:
                    await shell.RunAsync(
                        (session, _) =>
                        {
                            session.Guard(lease);
                            DueDiff.Delete(session, row.Stream, [(row.Item.Kind, row.Item.Key)]);
                            return Task.CompletedTask;
                        },
                        cancellation);
                    return WorkResult.Done;
            }
        }
    }
}
