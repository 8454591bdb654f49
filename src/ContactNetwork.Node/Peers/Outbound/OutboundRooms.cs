using System.Collections.Frozen;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>Which room's streams owe a message.</summary>
internal sealed class OutboundRooms(IEnumerable<IOutboundRoom> rooms)
{
    // Two rooms with the same kind of stream are a mistake of ours: this throws at start.
    private readonly FrozenDictionary<string, IOutboundRoom> byKind = rooms
        .SelectMany(room => room.StreamKinds.Select(kind => KeyValuePair.Create(kind, room)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The room of a kind of stream.</summary>
    public IOutboundRoom For(string streamKind) => byKind.TryGetValue(streamKind, out var room)
        ? room
        : throw new InvalidOperationException($"No room sends for streams of kind {streamKind}.");

    /// <summary>Lets the rooms read ahead for messages of these streams.</summary>
    public async Task PrepareToComposeAsync(
        WriteSession session, IEnumerable<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation)
    {
        foreach (var same in ByRoom(streams))
            await same.Key.PrepareToComposeAsync(session, [.. same], cancellation);
    }

    /// <summary>Lets the rooms read ahead for receipts of these streams.</summary>
    public async Task PrepareToRecordAsync(
        WriteSession session, IEnumerable<(string StreamKind, Guid Stream)> streams, CancellationToken cancellation)
    {
        foreach (var same in ByRoom(streams))
            await same.Key.PrepareToRecordAsync(session, [.. same], cancellation);
    }

    private IEnumerable<IGrouping<IOutboundRoom, (string StreamKind, Guid Stream)>> ByRoom(
        IEnumerable<(string StreamKind, Guid Stream)> streams) => streams.Distinct().GroupBy(stream => For(stream.StreamKind));
}
