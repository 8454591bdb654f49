using System.Collections.Immutable;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// The outcomes that follow STORED_UNPROCESSED: ours are told in Hello until the sender confirms them, the others' are
/// recorded like receipts and confirmed.
/// </summary>
internal sealed class LateReceipts(
    Shell shell,
    Outbox outbox,
    ReceiptRecorder recorder,
    TrustStore trust,
    INodeCredentials credentials,
    NodeIdentity node,
    ILogger<LateReceipts> log)
{
    /// <summary>The first column of <see cref="OwedCommand"/>.</summary>
    public const string OwedColumn = "late_receipt";

    private const string OwedSql =
        $"""
        select {OwedColumn} from node.inbox_unprocessed where peer = $1 and late_receipt is not null
        order by inbox_id limit $2
        """;

    private const string DropSql =
        "delete from node.inbox_unprocessed where peer = $1 and message_id = any($2) and late_receipt is not null";

    /// <summary>What reads the late receipts that we owe a peer.</summary>
    public static NpgsqlBatchCommand OwedCommand(string peer) => new(OwedSql)
    {
        Parameters = { new() { Value = peer }, new() { Value = GreetingLimits.LateReceiptsMax } },
    };

    /// <summary>Reads them, as they were stored.</summary>
    public static async Task<ImmutableArray<Envelope>> ReadOwedAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var receipts = ImmutableArray.CreateBuilder<Envelope>();
        while (await reader.ReadAsync(cancellation))
            receipts.Add(Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        return receipts.ToImmutable();
    }

    /// <summary>Vouches for them by the present key.</summary>
    public IEnumerable<Envelope> Renew(IEnumerable<Envelope> owed) =>
        owed.Select(receipt => Receipts.Renew(receipt, trust.Last.Own, credentials.Current.SigningKey));

    /// <summary>Drops what a peer has confirmed.</summary>
    public static async Task DropAsync(
        NpgsqlConnection connection, string peer, IEnumerable<ByteString> confirmed, CancellationToken cancellation)
    {
        var ids = confirmed.Take(GreetingLimits.LateReceiptsMax).Select(MessageIds.Read).OfType<Guid>().ToArray();
        if (ids.Length == 0)
            return;
        await using var command = new NpgsqlCommand(DropSql, connection)
        {
            Parameters = { new() { Value = peer }, new() { Value = ids } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Records a peer's late receipts; answers the message ids to confirm.</summary>
    public async Task<ImmutableArray<ByteString>> TakeAsync(
        TrustedMember peer, IEnumerable<Envelope> envelopes, CancellationToken cancellation)
    {
        var confirmed = ImmutableArray.CreateBuilder<ByteString>();
        foreach (var envelope in envelopes.Take(GreetingLimits.LateReceiptsMax))
        {
            if (await TakeAsync(peer, envelope, cancellation))
                confirmed.Add(Receipts.Peek(envelope)!.MessageId);
        }

        return confirmed.ToImmutable();
    }

    private async Task<bool> TakeAsync(TrustedMember peer, Envelope envelope, CancellationToken cancellation)
    {
        if (Receipts.Peek(envelope) is not { } claimed || MessageIds.Read(claimed.MessageId) is not { } messageId)
            return false;
        try
        {
            return await shell.RunAsync(
                async (session, inner) =>
                {
                    var sent = await outbox.ByMessageAsync(session.Connection, peer.Country, [messageId], inner);
                    var named = sent.FirstOrDefault(row => row.Lane.ToWire() == claimed.Lane
                        && row.Row.Epoch == claimed.Epoch && row.Row.Sequence == claimed.Sequence);
                    return named.Row is not null && await RecordAsync(session, peer, envelope, named.Row, named.Lane, inner);
                },
                cancellation);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or RefusalException { Refusal.Kind: Domain.RefusalKind.Unavailable }))
        {
            // It is repeated in the next talk, and must not keep this one from its other matters.
            log.HelloBroken(fault, peer.Country);
            return false;
        }
    }

    private async Task<bool> RecordAsync(
        WriteSession session, TrustedMember peer, Envelope envelope, OutboxRow row, Lane lane, CancellationToken cancellation)
    {
        var address = Composer.Address(node, peer.Country, lane);
        switch (Receipts.CheckEarlier(envelope, [row.Sent(address)], peer))
        {
            case ReceiptCheck.Good good when Outcomes.ConsumesNumber(good.Receipt.Outcome, good.Receipt.Reason):
                var answer = new Answer(
                    row, envelope, good.Receipt.Outcome, good.Receipt.Reason, good.ReceiveTime, good.SigningKeyId);
                await recorder.RecordLateAsync(session, peer.Country, lane, answer, cancellation);
                return true;
            case ReceiptCheck.Bad bad:
                log.ReceiptNotBelieved(peer.Country, bad.Fault);
                return false;
            default:
                return false;
        }
    }
}
