using System.Collections.Immutable;

namespace ContactNetwork.Domain.Peers;

/// <summary>What can be decided about another country's node.</summary>
public abstract record PeerCommand
{
    private PeerCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Suspends the peer. A human act; by one person for <see cref="PeerDecider.AloneMax"/>.</summary>
    /// <param name="Stamp">The instant and the person.</param>
    /// <param name="Id">The peer's stream.</param>
    /// <param name="Country">The peer.</param>
    /// <param name="Because">Why, 1 to 500 characters; no case content.</param>
    /// <param name="Accounts">Every id under which the person may have acted: one for each account that is theirs.</param>
    public sealed record SuspendPeer(Stamp Stamp, Guid Id, string Country, string Because, ImmutableArray<Guid> Accounts) : PeerCommand;

    /// <summary>Confirms a suspension. A human act of another person than the one who suspended.</summary>
    /// <param name="Stamp">The instant and the person.</param>
    /// <param name="Accounts">Every id under which the person may have acted: one for each account that is theirs.</param>
    public sealed record ConfirmSuspension(Stamp Stamp, ImmutableArray<Guid> Accounts) : PeerCommand;

    /// <summary>Ends a suspension. A human act; one that two persons made takes two to end.</summary>
    /// <param name="Stamp">The instant and the person.</param>
    /// <param name="Because">Why, 1 to 500 characters; no case content.</param>
    /// <param name="Accounts">Every id under which the person may have acted: one for each account that is theirs.</param>
    public sealed record ResumePeer(Stamp Stamp, string Because, ImmutableArray<Guid> Accounts) : PeerCommand;

    /// <summary>Lets an unconfirmed suspension lapse; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    public sealed record LapseSuspension(Stamp Stamp) : PeerCommand;

    /// <summary>Notes that our store is behind what the peer knows of us: the peer is held until that is mended.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="Id">The peer's stream.</param>
    /// <param name="Country">The peer.</param>
    public sealed record DetectRestore(Stamp Stamp, Guid Id, string Country) : PeerCommand;

    /// <summary>Notes that our own dispatches are fetched back and the chains go on in a new epoch.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="Fetched">Our own dispatches fetched back.</param>
    /// <param name="Rebuilt">Those of them whose facts are in their case again.</param>
    /// <param name="NotRebuilt">Those that are only kept as sent.</param>
    public sealed record CompleteRestore(Stamp Stamp, int Fetched, int Rebuilt, int NotRebuilt) : PeerCommand;

    /// <summary>Goes on without what the peer could give back. A human act.</summary>
    /// <param name="Stamp">The instant and the person.</param>
    /// <param name="Because">Why, 1 to 500 characters; no case content.</param>
    public sealed record AcceptLoss(Stamp Stamp, string Because) : PeerCommand;
}
