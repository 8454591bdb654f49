using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;
using Npgsql;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>How far the chains between a peer and us have come, as our store knows it at one moment.</summary>
internal sealed record PeerChains(
    ImmutableDictionary<Lane, OutgoingChain> Outgoing, ImmutableDictionary<Lane, IncomingChain> Incoming)
{
    private const string OutgoingColumn = "outgoing_lane";
    private const string IncomingColumn = "incoming_lane";

    private const string OutgoingSql =
        $"""
        select l.lane as {OutgoingColumn}, l.epoch, l.sequence, l.digest, l.receipted_sequence, l.stop_reason, o.envelope
        from node.outgoing_lane l
        left join node.outbox o on o.peer = l.peer and o.lane = l.lane and o.epoch = l.epoch and o.sequence = l.sequence
        where l.peer = $1
        """;

    private const string IncomingSql =
        $"""
        select l.lane as {IncomingColumn}, l.epoch, l.sequence, l.digest, l.stop_reason, i.envelope
        from node.incoming_lane l
        left join node.inbox i on i.peer = l.peer and i.lane = l.lane and i.epoch = l.epoch and i.sequence = l.sequence
        where l.peer = $1
        """;

    /// <summary>What reads all lanes of a peer: two results.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Commands(string peer) =>
    [
        new(OutgoingSql) { Parameters = { new() { Value = peer } } },
        new(IncomingSql) { Parameters = { new() { Value = peer } } },
    ];

    /// <summary>Reads both results.</summary>
    public static async Task<PeerChains> ReadAsync(
        NpgsqlConnection connection, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        await OrderedResults.CheckAsync(connection, reader, OutgoingColumn);
        var outgoing = ImmutableDictionary.CreateBuilder<Lane, OutgoingChain>();
        var incoming = ImmutableDictionary.CreateBuilder<Lane, IncomingChain>();
        while (await reader.ReadAsync(cancellation))
        {
            outgoing[(Lane)reader.GetInt16(0)] = new(
                ReadCursor(reader),
                (ulong)reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.IsDBNull(6) ? null : Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(6)));
        }

        await OrderedResults.NextAsync(connection, reader, IncomingColumn, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            incoming[(Lane)reader.GetInt16(0)] = new(
                ReadCursor(reader),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(5)));
        }

        return new PeerChains(outgoing.ToImmutable(), incoming.ToImmutable());
    }

    /// <summary>Whether a picture shows every chain as it is here: then nothing has moved since this was read.</summary>
    public bool AreAsShown(NodePicture picture) =>
        IsAsShown(picture.Incoming, lane => Outgoing.GetValueOrDefault(lane)?.Cursor)
        && IsAsShown(picture.Outgoing, lane => Incoming.GetValueOrDefault(lane)?.Cursor);

    private static bool IsAsShown(IEnumerable<ChainCursor> theirs, Func<Lane, ChainPosition?> ours) => PeerLanes.All.All(lane =>
    {
        var shown = PictureJudge.CursorOf(theirs, lane);
        return ours(lane) is { Sequence: > 0 } cursor ? PictureJudge.IsSame(shown, cursor) : shown.Sequence == 0;
    });

    private static ChainPosition ReadCursor(NpgsqlDataReader reader) => new(
        (ulong)reader.GetInt64(1), (ulong)reader.GetInt64(2), Digest.From(reader.GetFieldValue<byte[]>(3).AsSpan()));
}

/// <summary>A chain of ours.</summary>
/// <param name="Cursor">The last number assigned.</param>
/// <param name="Receipted">The last number that the peer has answered.</param>
/// <param name="StopReason">Why it has stopped; null when it has not.</param>
/// <param name="Proof">Our own signed skeleton of the last number; null before the first, and when its time was over.</param>
internal sealed record OutgoingChain(ChainPosition Cursor, ulong Receipted, string? StopReason, Envelope? Proof);

/// <summary>A chain of the peer's.</summary>
/// <param name="Cursor">The last number received.</param>
/// <param name="StopReason">Why it has stopped; null when it has not.</param>
/// <param name="Proof">The peer's own signed skeleton of that number; null before the first.</param>
internal sealed record IncomingChain(ChainPosition Cursor, string? StopReason, Envelope? Proof);
