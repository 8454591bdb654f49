using System.Collections.Immutable;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Npgsql;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>An answer that used up the number of a dispatch of ours.</summary>
/// <param name="Row">The dispatch.</param>
/// <param name="Envelope">The receipt that tells the outcome.</param>
/// <param name="Outcome">The outcome: of a duplicate, that of its first receipt.</param>
/// <param name="Reason">Why.</param>
/// <param name="ReceiveTime">When it was committed there.</param>
/// <param name="SigningKeyId">The key that signed.</param>
internal sealed record Answer(
    OutboxRow Row, Envelope Envelope, Outcome Outcome, ReceiptReason Reason, DateTimeOffset ReceiveTime, string SigningKeyId);

/// <summary>What the answers to a batch say.</summary>
/// <param name="Taken">The dispatches whose number is used up: a prefix of the batch.</param>
/// <param name="NotTaken">The answer that used up no number; null where there is none.</param>
/// <param name="Fault">Why a receipt is not believed; null where all are.</param>
internal sealed record Judgement(ImmutableArray<Answer> Taken, Receipt? NotTaken, ReceiptFault? Fault);

/// <summary>Reads the answers to a batch.</summary>
internal sealed class ReceiptJudge(NpgsqlDataSource source, Outbox outbox, NodeIdentity node, TimeProvider time)
{
    /// <summary>Judges them in order, up to the first that used up no number or is not believed.</summary>
    public async Task<Judgement> JudgeAsync(
        OutgoingLane lane,
        TrustedMember receiver,
        IReadOnlyList<OutboxRow> batch,
        IReadOnlyList<DispatchResult> results,
        CancellationToken cancellation)
    {
        var address = Composer.Address(node, lane.Peer, lane.Lane);
        var taken = ImmutableArray.CreateBuilder<Answer>();
        foreach (var (row, result) in batch.Zip(results))
        {
            switch (Receipts.Check(result.Receipt, row.Sent(address), receiver, time.GetUtcNow()))
            {
                case ReceiptCheck.Bad bad:
                    return new Judgement(taken.ToImmutable(), null, bad.Fault);
                case ReceiptCheck.Good good when Outcomes.ConsumesNumber(good.Receipt.Outcome, good.Receipt.Reason):
                    taken.Add(await AnswerAsync(row, result, good, address, receiver, cancellation));
                    break;
                case ReceiptCheck.Good good:
                    return new Judgement(taken.ToImmutable(), good.Receipt, null);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return new Judgement(taken.ToImmutable(), null, null);
    }

    private async Task<Answer> AnswerAsync(
        OutboxRow row,
        DispatchResult result,
        ReceiptCheck.Good good,
        ChainAddress address,
        TrustedMember receiver,
        CancellationToken cancellation)
    {
        if (good.Receipt.Outcome != Outcome.Duplicate || result.FirstReceipt is null)
            return Of(row, result.Receipt, good);
        IReadOnlyCollection<SentDispatch> sent = [row.Sent(address)];
        var first = Receipts.CheckEarlier(result.FirstReceipt, sent, receiver);
        if (first is ReceiptCheck.Bad)
        {
            // The message may have been receipted in another lane.
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var all = await outbox.ByMessageAsync(connection, receiver.Country, [row.MessageId], cancellation);
            sent = [.. all.Select(other => other.Row.Sent(address with { Lane = other.Lane.ToWire() }))];
            first = Receipts.CheckEarlier(result.FirstReceipt, sent, receiver);
        }

        if (first is ReceiptCheck.Good earlier)
            return Of(row, result.FirstReceipt, earlier);
        // Signed by a key that was withdrawn since, it proves no success; a refusal must not become one either.
        return Receipts.CheckBadNews(result.FirstReceipt, sent, receiver) is ReceiptCheck.Good
        { Receipt.Outcome: not (Outcome.Stored or Outcome.Duplicate) } refused
                ? Of(row, result.FirstReceipt, refused)
                : Of(row, result.Receipt, good);
    }

    private static Answer Of(OutboxRow row, Envelope envelope, ReceiptCheck.Good good) =>
        new(row, envelope, good.Receipt.Outcome, good.Receipt.Reason, good.ReceiveTime, good.SigningKeyId);
}
