using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>A message on its way between two nodes, without chain and signature, which are other tests' business.</summary>
internal sealed record Crossing(DueRow Row, OutboundDispatch Composed, DispatchSkeleton Skeleton, DispatchBody Body)
{
    public Guid MessageId => Composed.MessageId;

    public Crossing With(Action<DispatchSkeleton, DispatchBody> change)
    {
        var copy = this with { Skeleton = Skeleton.Clone(), Body = Body.Clone() };
        change(copy.Skeleton, copy.Body);
        return copy;
    }
}

/// <summary>Carries what one node owes another, as courier and exchange do: composed, received, receipted.</summary>
internal static class Border
{
    public const string KeyOf = "key-of-";
    private const int RowsMax = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Composes all that is owed now, in the order in which the courier would.</summary>
    public static async Task<List<Crossing>> OwedAsync(this PreservationsNode sender, PreservationsNode receiver)
    {
        var due = sender.Services.GetRequiredService<DueTable>();
        var room = sender.Services.GetRequiredService<IOutboundRoom>();
        var clock = sender.Services.GetRequiredService<IStoreClock>();
        var crossings = new List<Crossing>();
        foreach (var lane in System.Enum.GetValues<Domain.Lane>())
        {
            var rows = await due.RowsAsync(DueGroups.OfLane(receiver.Country, lane), clock.Now + TimeSpan.FromSeconds(1), RowsMax, Cancellation);
            foreach (var row in rows)
            {
                var composed = await sender.Shell.RunAsync((session, inner) => room.ComposeAsync(session, row, inner), Cancellation);
                Assert.NotNull(composed?.Body);
                Assert.Equal(row.Item.Key, composed.MessageId.ToString("N"));
                crossings.Add(new Crossing(row, composed, Skeleton(sender, receiver, row, composed, clock.Now), composed.Body));
            }
        }

        return crossings;
    }

    /// <summary>Hands a message over, as its bytes.</summary>
    public static Task<InboundAnswer> ReceiveAsync(this PreservationsNode receiver, Crossing crossing)
    {
        var room = receiver.Services.GetRequiredService<IInboundRoom>();
        var body = DispatchBody.Parser.ParseFrom(crossing.Body.ToByteArray());
        return receiver.Shell.RunAsync(
            async (session, inner) =>
            {
                var caseId = await room.FindCaseAsync(session, crossing.Skeleton, body, inner);
                var dispatch = new InboundDispatch(
                    crossing.MessageId, crossing.Skeleton, body, caseId, KeyOf + crossing.Skeleton.SenderCountry);
                return await room.ReceiveAsync(session, dispatch, inner);
            },
            Cancellation);
    }

    /// <summary>Hands a receipt over.</summary>
    public static Task ReceiptAsync(this PreservationsNode sender, Crossing crossing, Outcome outcome, ReceiptReason reason = default)
    {
        var room = sender.Services.GetRequiredService<IOutboundRoom>();
        var receipt = new OutboundReceipt(
            crossing.Row.Stream,
            crossing.Row.StreamKind,
            crossing.MessageId,
            crossing.Skeleton.ReceiverCountry,
            outcome,
            reason,
            crossing.Skeleton.WriteTime.ToDateTimeOffset(),
            KeyOf + crossing.Skeleton.ReceiverCountry);
        return sender.Shell.RunAsync((session, inner) => room.RecordReceiptAsync(session, receipt, inner), Cancellation);
    }

    /// <summary>Carries all that is owed now; each message must be taken.</summary>
    public static async Task<List<DispatchBody.BodyOneofCase>> CarryAsync(this PreservationsNode sender, PreservationsNode receiver)
    {
        var crossings = await sender.OwedAsync(receiver);
        foreach (var crossing in crossings)
        {
            Assert.IsType<InboundAnswer.Processed>(await receiver.ReceiveAsync(crossing));
            await sender.ReceiptAsync(crossing, Outcome.Stored);
        }

        return [.. crossings.Select(crossing => crossing.Body.BodyCase)];
    }

    private static DispatchSkeleton Skeleton(
        PreservationsNode sender, PreservationsNode receiver, DueRow row, OutboundDispatch composed, DateTimeOffset now) => new()
        {
            MessageId = MessageIds.ToBytes(composed.MessageId),
            NetworkId = "lab",
            Realm = Federation.V1.Realm.Operational,
            Purpose = (Federation.V1.Purpose)composed.Purpose,
            SenderCountry = sender.Country,
            ReceiverCountry = receiver.Country,
            Lane = (Federation.V1.Lane)row.Item.Lane!.Value,
            WriteTime = Timestamp.FromDateTimeOffset(now),
            CaseReference = composed.CaseReference,
            CaseSequence = (ulong)composed.CaseSequence,
        };
}
