using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Sealing;
using Google.Protobuf;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>
/// Has rooms process what is stored and could not be processed, again and again; then signs a late outcome, which Hello
/// tells the sender. Several replicas may try; a row's lock lets one at a time.
/// </summary>
internal sealed class UnprocessedRetry(
    Shell shell,
    NpgsqlDataSource source,
    ISealer sealer,
    InboundRooms rooms,
    TrustStore trust,
    INodeCredentials credentials,
    PeerContacts contacts,
    ILogger<UnprocessedRetry> log) : BackgroundService
{
    /// <summary>The longest pause between two tries.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private const int DoublingsMax = 10;
    private const int BatchMax = 32;

    // By the store's clock, which also set the first try. One further ahead than any pause was set before that clock was set back.
    private const string DueSql =
        """
        select u.inbox_id, u.attempts, i.peer, i.lane, i.epoch, i.sequence, i.message_id, i.digest, i.envelope, i.case_id, i.content, i.receive_time
        from node.inbox_unprocessed u join node.inbox i on i.id = u.inbox_id
        where u.late_receipt is null and (u.next_try <= clock_timestamp() or u.next_try > clock_timestamp() + $2)
        order by u.next_try limit $1
        """;

    private const string LockSql =
        "select 1 from node.inbox_unprocessed where inbox_id = $1 and late_receipt is null for update skip locked";

    private const string DoneSql =
        "update node.inbox_unprocessed set late_receipt = $2, last_error = null where inbox_id = $1";

    private const string ResealSql = "update node.inbox set case_id = $2, content = $3 where id = $1";

    private const string FailedSql =
        """
        update node.inbox_unprocessed set attempts = attempts + 1, next_try = clock_timestamp() + $2, last_error = $3
        where inbox_id = $1 and late_receipt is null
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await TryAllAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException)
            {
                // The next look finds it again.
                log.TrustNotConfirmed(fault.GetType().Name);
            }
        }
    }

    /// <summary>Tries what is due.</summary>
    internal async Task TryAllAsync(CancellationToken cancellation)
    {
        foreach (var waiting in await DueAsync(cancellation))
        {
            try
            {
                if (await shell.RunAsync((session, inner) => TryAsync(session, waiting, inner), cancellation) is { } outcome)
                {
                    log.DispatchProcessedLate(waiting.MessageId, waiting.Peer, outcome);
                    contacts.WantTalk(waiting.Peer);
                }
            }
            catch (Exception fault) when (IsOwn(fault))
            {
                var cause = StoreFaults.IsRefusedAsSlow(fault) ? fault.InnerException! : fault;
                log.DispatchStillUnprocessed(waiting.MessageId, waiting.Peer, waiting.Attempts + 1, cause.GetType().Name);
                await FailAsync(waiting, cause, cancellation);
            }
        }
    }

    /// <summary>A store that is away is away for all that wait; slowness is this one's own, and must not hold up the others.</summary>
    private static bool IsOwn(Exception fault) => StoreFaults.IsRefusedAsSlow(fault)
        || fault is not (OperationCanceledException or RefusalException { Refusal.Kind: Domain.RefusalKind.Unavailable });

    private async Task<Outcome?> TryAsync(WriteSession session, Waiting waiting, CancellationToken cancellation)
    {
        await using (var locked = new NpgsqlCommand(LockSql, session.Connection) { Parameters = { new() { Value = waiting.Id } } })
        {
            if (await locked.ExecuteScalarAsync(cancellation) is null)
                return null;
        }

        if (trust.Current is not { } snapshot || snapshot.FindMember(waiting.Peer) is not { } sender)
            return null;
        var skeleton = DispatchSkeleton.Parser.ParseFrom(waiting.Envelope.Payload);
        var (outcome, reason) = await ProcessAsync(session, sender, waiting, skeleton, cancellation);
        var claims = new DispatchClaims(
            skeleton.MessageId, waiting.Digest, skeleton.Lane, skeleton.Epoch, skeleton.Sequence);
        var receipt = Receipts.Sign(
            Receipts.Draft(snapshot, sender.Country, claims, outcome, reason, session.Now), credentials.Current.SigningKey);
        await ExecuteAsync(session.Connection, DoneSql, cancellation, waiting.Id, receipt.ToByteArray());
        return outcome;
    }

    private async Task<(Outcome Outcome, ReceiptReason Reason)> ProcessAsync(
        WriteSession session, TrustedMember sender, Waiting waiting, DispatchSkeleton skeleton, CancellationToken cancellation)
    {
        var stored = waiting.Content is null ? null : await sealer.OpenAsync(waiting.CaseId!.Value, waiting.Content, cancellation);
        if (stored is null)
            return (Outcome.Refused, ReceiptReason.BodyErased);
        var content = StoredContent.Split(stored);
        if (Bodies.Read(content.Body).Body is not { } body || rooms.For(body) is not { } room)
            return (Outcome.NotUnderstood, ReceiptReason.BodyUnknown);
        var caseId = await room.FindCaseAsync(session, skeleton, body, cancellation);
        var keyId = SigningKeyOf(sender, waiting);
        var answer = await room.ReceiveAsync(
            session, new InboundDispatch(waiting.MessageId, skeleton, body, caseId, keyId), cancellation);

        // Until now the message's own key sealed it; from now on it is erased with its case.
        if (await session.SealAsync(caseId, stored, cancellation) is { } resealed)
            await ExecuteAsync(session.Connection, ResealSql, cancellation, waiting.Id, caseId, resealed);
        return answer switch
        {
            InboundAnswer.Processed => (Outcome.Stored, ReceiptReason.Unspecified),
            InboundAnswer.Refused refused => (Outcome.Refused, refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>
    /// The key that counted when it came, whatever became of it since. Whoever can write the table is not trusted more than
    /// a peer: what no such key signed stays unprocessed, and the desk was called when it came.
    /// </summary>
    private static string SigningKeyOf(TrustedMember sender, Waiting waiting) =>
        EnvelopeVerifier.Verify(waiting.Envelope, PayloadType.Dispatch, sender.KeysForReceived(waiting.ReceiveTime)) is EnvelopeCheck.SignedBy signed
            ? signed.Keys.First().KeyId
            : throw new InvalidDataException("The stored dispatch is not signed by a key that counted when it came.");

    private async Task FailAsync(Waiting waiting, Exception fault, CancellationToken cancellation)
    {
        var grown = PauseMin * Math.Pow(2, Math.Min(waiting.Attempts, DoublingsMax));
        var pause = grown < PauseMax ? grown : PauseMax;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(
            connection, FailedSql, cancellation, waiting.Id, pause, $"FAULT_{fault.GetType().Name}");
    }

    private async Task<List<Waiting>> DueAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DueSql);
        command.Parameters.Add(new() { Value = BatchMax });
        command.Parameters.Add(new() { Value = PauseMax });
        var due = new List<Waiting>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new(
                reader.GetInt64(0),
                reader.GetInt32(1),
                reader.GetString(2),
                (Lane)reader.GetInt16(3),
                reader.GetGuid(6),
                Digest.From(reader.GetFieldValue<byte[]>(7).AsSpan()),
                Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(8)),
                reader.IsDBNull(9) ? null : reader.GetGuid(9),
                reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10),
                reader.GetFieldValue<DateTimeOffset>(11)));
        }

        return due;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record Waiting(
        long Id,
        int Attempts,
        string Peer,
        Lane Lane,
        Guid MessageId,
        Digest Digest,
        Envelope Envelope,
        Guid? CaseId,
        byte[]? Content,
        DateTimeOffset ReceiveTime);
}
