using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers;

/// <summary>A room whose streams owe messages to other nations. It composes what is due and learns how it was receipted.</summary>
internal interface IOutboundRoom
{
    /// <summary>The kinds of streams of this room (<see cref="DueRow.StreamKind"/>).</summary>
    ImmutableArray<string> StreamKinds { get; }

    /// <summary>Reads what is needed to compose messages of many streams, at once for all of them. Optional.</summary>
    Task PrepareToComposeAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Reads what is needed to record receipts for many streams, at once for all of them. Optional.</summary>
    Task PrepareToRecordAsync(
        WriteSession session, IReadOnlyList<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Composes the message of a due row, in the session that assigns its number and stores its signed bytes; null where
    /// the stream no longer owes it.
    /// </summary>
    Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation);

    /// <summary>Records a signed receipt (or a late outcome) of a message of ours; safe to repeat.</summary>
    Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation);
}

/// <summary>A message before it has a number.</summary>
/// <param name="MessageId">Names the message for ever.</param>
/// <param name="CaseId">The case whose key seals the body in the outbox, by this side's id.</param>
/// <param name="CaseReference">The case's reference number.</param>
/// <param name="CaseSequence">Counts this side's messages of the case, from 1.</param>
/// <param name="Purpose">Real or test.</param>
/// <param name="Body">What it says; null where its content was erased here before it could be delivered.</param>
/// <param name="MustUnderstand">Features without which the receiver would act wrongly.</param>
internal sealed record OutboundDispatch(
    Guid MessageId,
    Guid CaseId,
    string CaseReference,
    int CaseSequence,
    ContactNetwork.Domain.Purpose Purpose,
    DispatchBody? Body,
    ImmutableArray<string> MustUnderstand);

/// <summary>A verified receipt for one of our messages.</summary>
/// <param name="Stream">The stream that owed the message.</param>
/// <param name="StreamKind">The stream's kind.</param>
/// <param name="MessageId">Our message.</param>
/// <param name="Peer">The country that signed.</param>
/// <param name="Outcome">What it says; never NOT_NOW.</param>
/// <param name="Reason">Why, for anything but stored and duplicate.</param>
/// <param name="ReceiveTime">When it was committed there, by the receiver's clock.</param>
/// <param name="SigningKeyId">The key that signed the receipt.</param>
internal sealed record OutboundReceipt(
    Guid Stream,
    string StreamKind,
    Guid MessageId,
    string Peer,
    Outcome Outcome,
    ReceiptReason Reason,
    DateTimeOffset ReceiveTime,
    string SigningKeyId);
