namespace ContactNetwork.Domain.Peers;

/// <summary>The facts about another country's node. They hold no case content.</summary>
public abstract record PeerEvent
{
    private PeerEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>One person has suspended the peer.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The peer's stream.</param>
    /// <param name="Country">The peer.</param>
    /// <param name="Because">Why.</param>
    /// <param name="LapseAt">When it lapses unless a second person confirms it.</param>
    public sealed record PeerSuspended(Stamp Stamp, Guid Id, string Country, string Because, DateTimeOffset LapseAt) : PeerEvent;

    /// <summary>A second person has confirmed the suspension.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    public sealed record SuspensionConfirmed(Stamp Stamp) : PeerEvent;

    /// <summary>Nobody confirmed the suspension in time: it has ended.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="DueAt">When it was to lapse.</param>
    public sealed record SuspensionLapsed(Stamp Stamp, DateTimeOffset DueAt) : PeerEvent;

    /// <summary>One person wants to end a suspension that two have made.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Because">Why.</param>
    public sealed record ResumptionProposed(Stamp Stamp, string Because) : PeerEvent;

    /// <summary>The suspension has ended by people's decision.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Because">Why.</param>
    public sealed record PeerResumed(Stamp Stamp, string Because) : PeerEvent;

    /// <summary>Our store is behind what the peer knows of us, as after a restore from a backup: the peer is held.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The peer's stream.</param>
    /// <param name="Country">The peer.</param>
    public sealed record RestoreDetected(Stamp Stamp, Guid Id, string Country) : PeerEvent;

    /// <summary>Our own dispatches are fetched back; the chains go on in a new epoch.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Fetched">Our own dispatches fetched back.</param>
    /// <param name="Rebuilt">Those of them whose facts are in their case again.</param>
    /// <param name="NotRebuilt">Those that are only kept as sent.</param>
    public sealed record RestoreCompleted(Stamp Stamp, int Fetched, int Rebuilt, int NotRebuilt) : PeerEvent;

    /// <summary>A person goes on without what the peer could have given back.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Because">Why.</param>
    public sealed record LossAccepted(Stamp Stamp, string Because) : PeerEvent;
}
