using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations.Mapping;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>Composes the messages that requests owe other countries, and records how they were receipted.</summary>
internal sealed class PreservationOutbound(IOnCallDesk desk) : IOutboundRoom
{
    public ImmutableArray<string> StreamKinds { get; } = [PreservationStreams.Requesting.Name, PreservationStreams.Requested.Name];

    public async Task PrepareToComposeAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation)
    {
        var own = streams.ToLookup(stream => stream.StreamKind == PreservationStreams.Requesting.Name, stream => stream.Stream);
        await session.PrefetchAsync(PreservationStreams.Requesting, own[true], cancellation);
        await session.PrefetchAsync(PreservationStreams.Requested, own[false], cancellation);
    }

    /// <summary>A delivery ends the alert of its absence.</summary>
    public async Task PrepareToRecordAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation)
    {
        await PrepareToComposeAsync(session, streams, cancellation);
        await desk.PrepareAsync(session, PreservationReactions.SubjectKind, [.. streams.Select(stream => stream.Stream)], cancellation);
    }

    public async Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var messageId = Guid.ParseExact(row.Item.Key, "N");
        if (row.StreamKind == PreservationStreams.Requesting.Name)
        {
            var filed = await session.FindAsync(PreservationStreams.Requesting, row.Stream, cancellation);
            return filed?.Message(messageId) is { Delivery: Delivery.Owed } owed
                ? Dispatch(owed, filed.Id, filed.Reference, filed.Purpose, Bodies.Of(filed, owed))
                : null;
        }

        var received = await session.FindAsync(PreservationStreams.Requested, row.Stream, cancellation);
        return received?.Message(messageId) is { Delivery: Delivery.Owed } message
            ? Dispatch(message, received.Id, received.Reference, received.Purpose, Bodies.Of(received, message))
            : null;
    }

    public Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation)
    {
        var stamp = session.Stamp(Actor.Peer(receipt.Peer));
        var proof = new ReceiptProof(receipt.MessageId, receipt.ReceiveTime, receipt.SigningKeyId);
        var returned = ReturnOf(receipt.Outcome);
        return receipt.StreamKind == PreservationStreams.Requesting.Name
            ? session.DecideAsync(
                PreservationStreams.Requesting,
                receipt.Stream,
                returned is { } answer
                    ? new RequestingPreservationCommand.RecordReturn(stamp, proof, answer, CodeOf(receipt))
                    : new RequestingPreservationCommand.RecordDelivery(stamp, proof),
                cancellation)
            : session.DecideAsync(
                PreservationStreams.Requested,
                receipt.Stream,
                returned is { } other
                    ? new RequestedPreservationCommand.RecordReturn(stamp, proof, other, CodeOf(receipt))
                    : new RequestedPreservationCommand.RecordDelivery(stamp, proof),
                cancellation);
    }

    private static OutboundDispatch Dispatch(
        OwedMessage message, Guid caseId, string reference, Domain.Purpose purpose, DispatchBody? body) =>
        new(message.MessageId, caseId, reference, message.CaseSequence, purpose, body, MustUnderstand: []);

    /// <summary>Null for stored and duplicate. An outcome of a newer node than this means that it did not process the message.</summary>
    private static ReturnOutcome? ReturnOf(Outcome outcome) => outcome switch
    {
        Outcome.Stored or Outcome.Duplicate => null,
        Outcome.StoredUnprocessed => ReturnOutcome.StoredUnprocessed,
        Outcome.NotUnderstood => ReturnOutcome.NotUnderstood,
        Outcome.NotNow => throw new ArgumentException("NOT_NOW is no answer to a message: it is sent again.", nameof(outcome)),
        _ => ReturnOutcome.Refused,
    };

    private static string CodeOf(OutboundReceipt receipt) => receipt.Reason.ToString();
}
