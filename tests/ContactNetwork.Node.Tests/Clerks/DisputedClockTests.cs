using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

/// <summary>A node whose clock jumped a day: deadlines that would tell the other country something are held, the others pass.</summary>
public sealed class DisputedClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cannot_be_undone_is_held_and_shown_until_the_clocks_agree()
    {
        await using var store = await TestStore.CreateAsync();
        var clock = new MovedClock();
        await using var node = await store.StartAsync(services => services.AddSingleton<IStoreClock>(clock));
        // One request is receipted and waits for a person of XB, the other waits for its receipt.
        await node.FileAsync(Samples.Request());
        await ReceiptAsync(node);
        Assert.Equal(1, await DueAsync(node, "key = 'acknowledgement'"));
        await node.FileAsync(Samples.Request());
        Assert.Equal(1, await DueAsync(node, "key = 'receipt'"));

        (clock.IsTrusted, clock.Ahead) = (false, TimeSpan.FromDays(1));
        await Eventually.Async(
            async () => await DueAsync(node, "key = 'acknowledgement' and last_error = 'CLOCK_DISPUTED' and park_time is null") == 1,
            Deadlines.OverSockets, Cancellation, "the acknowledgement's deadline is held");
        await Eventually.Async(
            () => node.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "RECEIPT_OVERDUE"),
            Deadlines.OverSockets, Cancellation, "the receipt's deadline, which tells only our own desk, has passed");
        Assert.Single(
            node.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "DEADLINE_HELD");
        Assert.DoesNotContain(
            node.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "ACKNOWLEDGEMENT_OVERDUE");

        clock.IsTrusted = true;
        await node.ExecuteAsync("update node.due set next_try = due_at where last_error = 'CLOCK_DISPUTED'");
        await Eventually.Async(
            () => node.Desk.Orders.OfType<Domain.OnCall.OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "ACKNOWLEDGEMENT_OVERDUE"),
            Deadlines.OverSockets, Cancellation, "it passes once the clocks agree");
    }

    /// <summary>Records XB's receipt of the only message that is owed.</summary>
    private static async Task ReceiptAsync(StoreHost node)
    {
        var stream = await node.ScalarAsync<Guid>("select stream from node.due where kind = 'deliver'");
        var message = Guid.ParseExact(await node.ScalarAsync<string>("select key from node.due where kind = 'deliver'"), "N");
        var receipt = new OutboundReceipt(
            stream, "preservation", message, "XB", Outcome.Stored, ReceiptReason.Unspecified, TimeProvider.System.GetUtcNow(), "key");
        await node.Get<Shell>().RunAsync(
            (session, inner) => node.Get<IOutboundRoom>().RecordReceiptAsync(session, receipt, inner), Cancellation);
    }

    private static Task<long> DueAsync(StoreHost node, string condition) =>
        node.ScalarAsync<long>($"select count(*) from node.due where {condition}");

    private sealed class MovedClock : IStoreClock
    {
        public TimeSpan Ahead { get; set; }

        public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + Ahead;

        public bool IsTrusted { get; set; } = true;
    }
}
