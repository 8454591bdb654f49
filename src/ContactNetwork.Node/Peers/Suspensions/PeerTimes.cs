using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Suspensions;

/// <summary>Lets suspensions lapse that nobody has confirmed.</summary>
internal sealed class PeerTimes : ITimedRoom
{
    public ImmutableArray<string> StreamKinds => [PeerStreams.Peers.Name];

    /// <summary>Whoever attacks must not be let in again because a clock jumped.</summary>
    public bool IsIrreversible(DueRow row) => true;

    public Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation) => session.DecideAsync(
        PeerStreams.Peers, row.Stream, new PeerCommand.LapseSuspension(session.Stamp(Actor.Clock)), cancellation);
}
