using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What a node must not or can't send: its own files or its own code fail it, while the peer would take everything.</summary>
public sealed class HeldBackTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private ScriptedPeer xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => xb = await ScriptedPeer.StartAsync(lab);

    public async ValueTask DisposeAsync()
    {
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task Nothing_leaves_while_the_high_water_file_can_t_be_written_and_everything_does_once_it_can()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        xa.Logs.Expect("the lane's file", log => log.Event.Name == "LaneHeldByItsFile");
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt where outcome = 1", 1);

        // Whoever runs tests may write anywhere, so a folder that refuses is no folder at all.
        var folder = Path.Combine(store.DataFolder, "high-water");
        Directory.Move(folder, folder + ".aside");
        await File.WriteAllTextAsync(folder, "", Cancellation);
        for (var count = 0; count < 3; count++)
            await xa.FileAsync("XB");
        await xa.FileAsync("XB", Urgency.Routine);
        // What has its number already is held like what has none yet, at the first try and at each later one.
        await xa.UntilCountAsync("outgoing_lane where attempts > 1 and last_error = 'HIGH_WATER_UNUSABLE' and sequence > receipted_sequence", 2);

        Assert.Single(xb.Deliveries);
        Assert.Equal(4, await xa.CountAsync("due where kind = 'deliver'"));
        Assert.Subset(
            xa.Get<Alarms>().Raised.ToHashSet(), new HashSet<string> { "HIGH_WATER_UNUSABLE:XB/URGENT", "HIGH_WATER_UNUSABLE:XB/ROUTINE" });
        Assert.Equal(2, xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Count(order => order.Cause == "HIGH_WATER_UNUSABLE"));

        File.Delete(folder);
        Directory.Move(folder + ".aside", folder);
        await xa.UntilCountAsync("receipt where outcome = 1", 5);
        Assert.DoesNotContain(xa.Get<Alarms>().Raised, alarm => alarm.StartsWith("HIGH_WATER", StringComparison.Ordinal));
        Assert.StartsWith("1 4 ", await File.ReadAllTextAsync(Path.Combine(folder, "XB-1.txt"), Cancellation), StringComparison.Ordinal);
        await xa.UntilCountAsync("outgoing_lane where last_error is null", 2);
    }

    [Fact]
    public async Task A_filing_is_not_refused_because_the_file_of_reference_numbers_can_t_be_written()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        xa.Logs.Expect("the file of numbers", log => log.Event.Name == "ReferenceNumbersNotKept");
        var file = Path.Combine(store.DataFolder, "high-water", "reference-number.txt");
        Directory.CreateDirectory(file);

        var first = await xa.FileAsync("XB");
        Assert.Contains("REFERENCE_NUMBERS_NOT_KEPT", xa.Get<Alarms>().Raised);
        Directory.Delete(file);
        // The next block of numbers.
        for (var count = 0; count < ReferenceNumbers.BlockSize; count++)
            Assert.NotEqual(first, await xa.FileAsync("XB"));

        Assert.DoesNotContain("REFERENCE_NUMBERS_NOT_KEPT", xa.Get<Alarms>().Raised);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Rosters_and_keys_are_in_force_though_they_can_t_be_written_beside_the_store_and_are_written_once_they_can()
    {
        await using var store = await TestStore.CreateAsync();
        await using var xa = await PeersNode.StartAsync(lab, "XA", store, isOwner: false, lab.Port("XA"));
        xa.Logs.Expect("the files of trust", log => log.Event.Name == "TrustHighWaterNotWritten");
        var folder = Path.Combine(store.DataFolder, "high-water", "trust");
        Directory.Move(folder, folder + ".aside");
        await File.WriteAllTextAsync(folder, "", Cancellation);
        var trust = xa.Get<TrustStore>();
        await trust.OfferAsync([], [lab.NextKeySet("XC", _ => { })], "XC", Cancellation);

        Assert.Equal(2ul, trust.Last.FindMember("XC")!.Keys!.Version);
        Assert.Contains("TRUST_NOT_KEPT", xa.Get<Alarms>().Raised);
        // It is tried at each look, and the log tells of it once.
        await trust.RefreshAsync(Cancellation);
        Assert.Contains("TRUST_NOT_KEPT", xa.Get<Alarms>().Raised);
        Assert.Single(xa.Logs.Logs, log => log.Event.Name == "TrustHighWaterNotWritten");

        File.Delete(folder);
        Directory.Move(folder + ".aside", folder);
        await Eventually.Async(
            () => !xa.Get<Alarms>().Raised.Contains("TRUST_NOT_KEPT"), Deadlines.OverSockets, Cancellation, "the alarm ends by itself");
        Assert.True(File.Exists(Path.Combine(folder, "keys-XC-000002.bin")));
    }

    [Fact]
    public async Task A_message_that_can_t_be_composed_is_tried_again_and_goes_out_when_the_fault_is_over()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA", SwitchedOutbound.Add);
        Guid? first = null;
        xa.Get<SwitchedOutbound>().Fault = row =>
            row.Stream == (first ??= row.Stream) && row.Attempts < 2 ? new InvalidOperationException("a defect") : null;
        var late = await xa.FileAsync("XB");
        await xa.UntilCountAsync("due where kind = 'deliver' and attempts > 0 and last_error = 'FAULT_InvalidOperationException' and park_time is null", 1);
        var soon = await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt where outcome = 1", 2);

        Assert.Equal([soon, late], xb.Deliveries.SelectMany(delivery => delivery.Dispatches).Select(dispatch =>
            DispatchSkeleton.Parser.ParseFrom(dispatch.Skeleton.Payload).CaseReference));
        Assert.Equal(2, xa.Logs.Logs.Count(log => log.Event.Name == "MessagePutOff" && log.Level == LogLevel.Warning));
        Assert.Empty(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
    }

    [Fact]
    public async Task A_message_that_can_never_be_composed_is_parked_alone_the_desk_called_and_the_lane_goes_on()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA", SwitchedOutbound.Add);
        xa.Logs.Expect("the message", log => log.Event.Name == "MessageNotComposed");
        Guid? poison = null;
        xa.Get<SwitchedOutbound>().Fault = row => row.Stream == (poison ??= row.Stream) ? new InvalidOperationException("a defect") : null;
        await xa.FileAsync("XB");
        await Eventually.Async(
            async () =>
            {
                // The pauses between tries, shortened.
                await xa.ExecuteAsync("update node.due set next_try = clock_timestamp() where kind = 'deliver' and attempts > 0 and park_time is null");
                return await xa.CountAsync("due where park_time is not null and last_error = 'FAULT_InvalidOperationException'") == 1;
            },
            Deadlines.OverSockets,
            Cancellation);

        Assert.Equal(RowClerk.FaultsMax - 1, xa.Logs.Logs.Count(log => log.Event.Name == "MessagePutOff"));
        var call = Assert.Single(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
        Assert.Equal(("MESSAGE_NOT_COMPOSED", poison, "XB"), (call.Cause, call.Subject.Id, call.Subject.PeerCountry));
        await Eventually.Async(() => xa.Get<Alarms>().Raised.Contains("WORK_PARKED"), Deadlines.OverSockets, Cancellation);
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt where outcome = 1", 1);

        xa.Get<SwitchedOutbound>().Fault = null;
        await xa.Get<DueRebuild>().RunAsync(Cancellation);
        await xa.UntilCountAsync("receipt where outcome = 1", 2);
        await xa.UntilCountAsync("due where kind = 'deliver'", 0);
    }

    [Fact]
    public async Task A_message_for_which_the_store_gives_up_the_whole_transaction_is_put_off_alone_and_the_others_go()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA", SwitchedOutbound.Add);
        await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt where outcome = 1", 1);
        Guid poison;
        await using (var connection = await xa.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation))
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            // While the lane is locked nothing is composed, and they wait together.
            await using (var hold = new NpgsqlCommand("select 1 from node.outgoing_lane for update", connection, transaction))
                await hold.ExecuteNonQueryAsync(Cancellation);
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => xa.FileAsync("XB")));
            poison = await xa.ScalarAsync<Guid>("select stream from node.due where kind = 'deliver' order by stream offset 3 limit 1");
            xa.Get<SwitchedOutbound>().Spoils = row => row.Stream == poison;
        }

        await xa.UntilCountAsync("receipt where outcome = 1", 6);
        await xa.UntilCountAsync($"due where kind = 'deliver' and stream = '{poison}' and last_error = 'FAULT_PostgresException'", 1);
        Assert.Contains(xa.Logs.Logs, log => log.Event.Name == "MessagesNotComposedTogether");
        xa.Get<SwitchedOutbound>().Spoils = null;
        await xa.UntilCountAsync("receipt where outcome = 1", 7);
    }

    [Fact]
    public async Task A_lane_whose_stored_messages_can_t_be_opened_is_tried_again_and_the_desk_is_called_once()
    {
        await using var xa = await PeersNode.StartAsync(lab, "XA");
        xa.Logs.Expect("the lane", log => log.Event.Name == "LaneBroken");
        xb.Answer = _ => throw new RpcException(new Status(StatusCode.Unavailable, "away"));
        await xa.FileAsync("XB");
        // What is under way would still arrive.
        await xa.UntilCountAsync("outgoing_lane where attempts > 0", 1);
        await xa.ExecuteAsync("create table kept as select message_id, content from node.outbox");
        await xa.ExecuteAsync("update node.outbox set content = decode('00', 'hex')");
        xb.Answer = null;

        await Eventually.Async(
            () => xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>().Any(order => order.Cause == "LANE_BROKEN"),
            Deadlines.ProcessStart, Cancellation, "the desk is called");
        await xa.UntilCountAsync("outgoing_lane where attempts > 3 and last_error like 'FAULT_%'", 1);
        Assert.Single(xa.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>(), order => order.Cause == "LANE_BROKEN");

        await xa.ExecuteAsync("update node.outbox o set content = k.content from kept k where k.message_id = o.message_id");
        await Eventually.Async(async () => await xa.CountAsync("receipt where outcome = 1") == 1, Deadlines.ProcessStart, Cancellation, "it has arrived");
    }
}
