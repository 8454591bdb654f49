using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.OnCall;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// Each reaction and each view in turn fails at every call, while another country's messages come in. Whatever it belongs to,
/// a request is stored and somebody is paged about it; the lane goes on; and once it is mended, nothing is missing.
/// </summary>
public sealed class FollowUpTests(FollowUpsNode shared) : IClassFixture<FollowUpsNode>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> All() => [.. FollowUps.All];

    [Fact]
    public void Those_in_the_assembly_are_those_that_the_node_uses() =>
        Assert.Equal(FollowUps.All, FollowUps.InUse(shared.Node.Get<IServiceProvider>()));

    [Theory]
    [MemberData(nameof(All))]
    public async Task While_it_fails_a_request_is_stored_paged_and_visible_and_the_lane_goes_on(string followUp)
    {
        shared.FollowUps.Break(null);
        var filed = await shared.FileAsync();
        var test = await shared.StartTestAsync();
        var state = FollowUps.StateOf(followUp);

        shared.FollowUps.Break(followUp);
        var request = shared.Request();
        (Written Message, string State)[] said =
        [
            (request, "RequestedPreservation"),
            (shared.Acknowledged(filed), "RequestingPreservation"),
            (shared.Asked(), "ReceivedContactTest"),
            (shared.Answered(test), "ContactTest"),
        ];
        var receipts = await shared.Xa.DeliverAsync([.. said.Select(one => one.Message.Dispatch.ToMessage())]);
        var next = shared.Request();
        var later = await shared.Xa.DeliverOneAsync(next);

        foreach (var ((message, its), receipt) in said.Zip(receipts).Append(((next, "RequestedPreservation"), later)))
            await AssertStoredAsync(message, receipt, isReached: state == its || (state == "Alert" && its == "RequestedPreservation"));
        await AssertPagedAndVisibleAsync(request, state);
        if (state == "PeerRecord")
            await AssertActIsRefusedAsync();
        Assert.True(shared.FollowUps.Failures > 0, "Nothing in this story reaches it: add what does.");

        await shared.MendAsync();
        foreach (var reference in (string[])[request.Draft.CaseReference, next.Draft.CaseReference])
            await shared.Node.WaitAsync(reference, shown => shown.Row.Side == Side.Requested, "on the board");
        await shared.Node.WaitAsync(filed, shown => shown.Row.Stage == PreservationStage.Acknowledged, "acknowledged");
        await shared.UntilAsync($"contact_test where id = '{test}' and version > 2", 1);
        await shared.UntilAsync("due where kind = 'page' or (kind = 'deliver' and peer = 'XA')", 0);
        AssertLate(await shared.LateOutcomesAsync(), said.Select(one => one.Message).Append(next).Zip(receipts.Append(later)));
    }

    /// <summary>What it takes part in is stored and not processed, and the desk must learn of it; all else is as ever.</summary>
    private async Task AssertStoredAsync(Written message, Receipt receipt, bool isReached)
    {
        Assert.Equal(
            isReached ? (Outcome.StoredUnprocessed, ReceiptReason.ProcessingFailed) : (Outcome.Stored, ReceiptReason.Unspecified),
            (receipt.Outcome, receipt.Reason));
        var id = message.Draft.MessageId;
        Assert.Equal(1, await shared.CountAsync($"inbox where message_id = '{id}' and content is not null and outcome = {(int)receipt.Outcome}"));
        var told = await shared.CountAsync($"alert where subject_id = '{id}' and cause = 'DISPATCH_UNPROCESSED' and is_open")
            + await shared.CountAsync($"peer_notice where subject = '{id}' and cause = 'DISPATCH_UNPROCESSED'");
        Assert.Equal(isReached ? 1 : 0, told);
    }

    private async Task AssertPagedAndVisibleAsync(Written request, string state)
    {
        var reference = request.Draft.CaseReference;
        switch (state)
        {
            case "Alert":
                // No alert can be made: everybody is paged without one, and the node's status tells of it.
                await shared.UntilPagedAsync(Settings.Anna, reference, "fails at making alerts");
                await shared.UntilPagedAsync(Settings.Boris, reference, "fails at making alerts");
                await Eventually.Async(
                    async () => (await StatusAsync()).IsSupersetOf(["PEER_NOTICES_WAITING", "UNPROCESSED_DISPATCHES"]),
                    Deadlines.OverSockets,
                    Cancellation,
                    "the status tells of it");
                break;
            case "RequestedPreservation":
                await shared.UntilPagedAsync(Settings.Anna, reference, "dispatch unprocessed");
                Assert.Contains(await OpenAlertsAsync(), alert => alert.Reference == reference && alert.Cause == "DISPATCH_UNPROCESSED");
                break;
            default:
                await shared.UntilPagedAsync(Settings.Anna, reference, "cn alert acknowledge");
                Assert.Contains(await OpenAlertsAsync(), alert => alert.Reference == reference);
                Assert.NotNull(await shared.Node.FindAsync(reference));
                break;
        }
    }

    /// <summary>Of what people do here, nothing stays of an act whose follow-up fails; the other country is served as ever.</summary>
    private async Task AssertActIsRefusedAsync()
    {
        var suspension = new SuspendPeerRequest { RequestId = Guid.NewGuid().ToString(), Name = "nodes/xb/peers/xc", Because = "A drill." };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new PeerService.PeerServiceClient(shared.Node.Channel)
            .SuspendPeerAsync(suspension, shared.Node.As(Role.ShiftLead), cancellationToken: Cancellation));
        Assert.Equal(StatusCode.Internal, refused.StatusCode);
        Assert.Equal(0, await shared.CountAsync("peer_suspension"));
        Assert.Equal(Outcome.Stored, (await shared.Xc.DeliverOneAsync(FollowUpsNode.Asked(shared.Xc))).Outcome);
    }

    private static void AssertLate(Dictionary<Google.Protobuf.ByteString, Outcome> late, IEnumerable<(Written Message, Receipt Receipt)> all)
    {
        foreach (var (message, receipt) in all)
        {
            var id = MessageIds.ToBytes(message.Draft.MessageId);
            Assert.Equal(receipt.Outcome == Outcome.StoredUnprocessed, late.ContainsKey(id));
            Assert.Equal(Outcome.Stored, late.GetValueOrDefault(id, Outcome.Stored));
        }
    }

    private async Task<HashSet<string>> StatusAsync() =>
        [.. (await new NodeService.NodeServiceClient(shared.Node.Channel).GetNodeStatusAsync(
            new GetNodeStatusRequest(), shared.Node.As(Role.Operator), cancellationToken: Cancellation)).Alarms];

    private async Task<IEnumerable<Alert>> OpenAlertsAsync() =>
        (await shared.Node.OnCall.ListAlertsAsync(
            new ListAlertsRequest { PageSize = 200, IsOpenOnly = true }, shared.Node.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alerts;
}
