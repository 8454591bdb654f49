using System.Collections.Frozen;

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
}
