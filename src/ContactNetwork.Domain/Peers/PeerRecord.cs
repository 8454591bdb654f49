namespace ContactNetwork.Domain.Peers;

/// <summary>What people of this country have decided about another country's node, and what befell the line to it.</summary>
public sealed record PeerRecord
{
    /// <summary>Names the stream; derived from the country.</summary>
    public required Guid Id { get; init; }

    /// <summary>The country, ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    /// <summary>The realm of every event of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>The suspension in force; null while there is none.</summary>
    public PeerSuspension? Suspension { get; init; }

    /// <summary>The last suspension that nobody confirmed; null when there was none. It keeps one person from suspending again and again.</summary>
    public LoneSuspension? LastAlone { get; init; }

    /// <summary>How bringing our restored store up to date with the peer stands; null when it never was restored.</summary>
    public PeerRestoration? Restoration { get; init; }

    /// <summary>How far a suspension has come.</summary>
    public PeerStage Stage => Suspension switch
    {
        null => PeerStage.Free,
        { ConfirmedAt: null } => PeerStage.SuspendedByOne,
        { ResumeProposal: null } => PeerStage.Suspended,
        _ => PeerStage.ResumeProposed,
    };
}

/// <summary>A suspension in force.</summary>
/// <param name="By">Who suspended.</param>
/// <param name="At">Since when.</param>
/// <param name="Because">Why.</param>
/// <param name="LapseAt">When it lapses unless a second person confirms it; null once confirmed.</param>
/// <param name="ConfirmedBy">Who confirmed; null until somebody did.</param>
/// <param name="ConfirmedAt">When it was confirmed; null until then.</param>
/// <param name="ResumeProposal">Who wants to end it and waits for a second person; null when nobody does.</param>
public sealed record PeerSuspension(
    Actor By,
    DateTimeOffset At,
    string Because,
    DateTimeOffset? LapseAt,
    Actor? ConfirmedBy,
    DateTimeOffset? ConfirmedAt,
    ResumeProposal? ResumeProposal);

/// <summary>One person's wish to end a confirmed suspension.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Because">Why.</param>
public sealed record ResumeProposal(Actor By, DateTimeOffset At, string Because);

/// <summary>A suspension by one person that nobody confirmed.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="LapseAt">When it lapsed, or would have.</param>
public sealed record LoneSuspension(Guid PersonId, DateTimeOffset LapseAt);

/// <summary>Our store was restored from a backup, and what the peer knows of us was not in it.</summary>
/// <param name="DetectedAt">When it was noticed.</param>
/// <param name="EndedAt">When it ended; null while the peer is held.</param>
/// <param name="Fetched">Our own dispatches fetched back.</param>
/// <param name="Rebuilt">Those of them whose facts are in their case again.</param>
/// <param name="NotRebuilt">Those that are only kept as sent.</param>
/// <param name="AcceptedBy">Who accepted the loss; null when nobody did.</param>
/// <param name="Because">Why; empty when nobody did.</param>
public sealed record PeerRestoration(
    DateTimeOffset DetectedAt,
    DateTimeOffset? EndedAt,
    int Fetched,
    int Rebuilt,
    int NotRebuilt,
    Actor? AcceptedBy,
    string Because);

/// <summary>Whether a peer is suspended here.</summary>
public enum PeerStage
{
    /// <summary>It is not.</summary>
    Free = 1,

    /// <summary>By one person: it lapses unless a second one confirms.</summary>
    SuspendedByOne = 2,

    /// <summary>By two.</summary>
    Suspended = 3,

    /// <summary>By two, and one wants to end it.</summary>
    ResumeProposed = 4,
}
