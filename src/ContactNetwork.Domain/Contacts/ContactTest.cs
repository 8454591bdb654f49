using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A test by which this country tests another.</summary>
public sealed record ContactTest
{
    /// <summary>The test.</summary>
    public required Guid Id { get; init; }

    /// <summary>The country tested.</summary>
    public required string Country { get; init; }

    /// <summary>How it is tested.</summary>
    public required ContactLevel Level { get; init; }

    /// <summary>The realm of every fact of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>How far it has come; never goes back.</summary>
    public required ContactTestStage Stage { get; init; }

    /// <summary>When it was planned or begun, whichever was first.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>When it was planned to begin; null for a test by hand.</summary>
    public DateTimeOffset? PlannedFor { get; init; }

    /// <summary>When it began; null while it is planned.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>From when its answer is waited for, where that is not when it began: it was restored after a loss; else null.</summary>
    public DateTimeOffset? AwaitedFrom { get; init; }

    /// <summary>When the other node was known to have it; null until then.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When it came there, by the tested country's clock; null until it says so.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When a person there acknowledged, by the tested country's clock; null until then.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>The role of the person there; empty until then.</summary>
    public string Role { get; init; } = "";

    /// <summary>The tested country's signed word that a person was reached; null until it gives it.</summary>
    public ContactWitness? Witness { get; init; }

    /// <summary>What may be told to all: a person was reached, by the word of both countries; null where it may not.</summary>
    public ContactWitness? ToTell => Outcome is ContactOutcome.Reached or ContactOutcome.Late ? Witness : null;

    /// <summary>How it went; null until that is known.</summary>
    public ContactOutcome? Outcome { get; init; }

    /// <summary>What the tested country should look at; empty for nothing.</summary>
    public string Correction { get; init; } = "";

    /// <summary>Why the country did not take it; null where it did.</summary>
    public ContactTestDecline? Decline { get; init; }

    /// <summary>From when the country takes one again; null when it does not say.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Why a message came back; empty where none did.</summary>
    public string ReturnCode { get; init; } = "";

    /// <summary>When it ended; null until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The call that a person here is to make; null for anything but a voice test.</summary>
    public VoiceCall? Call { get; init; }

    /// <summary>What its challenge word is derived from; null for anything but a voice test.</summary>
    public CaseContent<string>? Challenge { get; init; }

    /// <summary>Whether the word heard was the right one; null until and unless one was read.</summary>
    public ChallengeResult? Word { get; init; }

    /// <summary>The language spoken; empty until and unless one was.</summary>
    public string Language { get; init; } = "";

    /// <summary>When somebody answered the telephone, by this country's clock; null until and unless somebody did.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Messages without a receipt.</summary>
    public ImmutableArray<OwedTestMessage> Owed { get; init; } = [];
}

/// <summary>How far a test has come. Numbers are stored.</summary>
public enum ContactTestStage
{
    /// <summary>It waits for its instant.</summary>
    Planned = 1,

    /// <summary>It is on its way.</summary>
    Started = 2,

    /// <summary>The other node has it; a person is awaited.</summary>
    Delivered = 3,

    /// <summary>It is known how it went.</summary>
    Concluded = 4,

    /// <summary>The country did not take it.</summary>
    Declined = 5,

    /// <summary>It did not begin in time, or nobody recorded the result of the call.</summary>
    Dropped = 6,
}
