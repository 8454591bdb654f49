using System.Collections.Frozen;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>Which room takes which body.</summary>
internal sealed class InboundRooms(IEnumerable<IInboundRoom> rooms)
{
    // Two rooms that take the same body are a mistake of ours: this throws at start.
    private readonly FrozenDictionary<DispatchBody.BodyOneofCase, IInboundRoom> byBody = rooms
        .SelectMany(room => room.Bodies.Select(body => KeyValuePair.Create(body, room)))
        .ToFrozenDictionary();

    /// <summary>The room; null where no room takes this body.</summary>
    public IInboundRoom? For(DispatchBody body) => byBody.GetValueOrDefault(body.BodyCase);

    /// <summary>Lets the rooms read what they need for these dispatches.</summary>
    public async Task PrepareAsync(
        WriteSession session, IEnumerable<(DispatchSkeleton Skeleton, DispatchBody Body)> dispatches, CancellationToken cancellation)
    {
        foreach (var same in dispatches.Where(dispatch => For(dispatch.Body) is not null).GroupBy(dispatch => For(dispatch.Body)!))
            await same.Key.PrepareAsync(session, [.. same], cancellation);
    }
}
