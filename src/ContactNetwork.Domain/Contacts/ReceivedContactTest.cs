using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A test by which another country tests this one.</summary>
public sealed record ReceivedContactTest
{
    /// <summary>The received test, by this side's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The test, by the tester's id.</summary>
    public required Guid TestId { get; init; }

    /// <summary>The tester.</summary>
    public required string Country { get; init; }

    /// <summary>How it tests.</summary>
    public required ContactLevel Level { get; init; }

    /// <summary>The realm of every fact of this stream.</summary>
    public required Realm Realm { get; init; }

    /// <summary>How far it has come; never goes back.</summary>
    public required ReceivedContactTestStage Stage { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Who acknowledged; null until then.</summary>
    public Actor? AcknowledgedBy { get; init; }

    /// <summary>When; null until then.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>Why it was not taken; null where it was.</summary>
    public ContactTestDecline? Decline { get; init; }

    /// <summary>From when one is taken; null where no time helps.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>How it went, as the tester tells; null until it does.</summary>
    public ContactOutcome? Outcome { get; init; }

    /// <summary>What this country should look at; empty for nothing.</summary>
    public string Correction { get; init; } = "";

    /// <summary>The call that it announces; null for anything but a voice test.</summary>
    public ReceivedVoiceCallState? Call { get; init; }

    /// <summary>Whether the word was read rightly, as the tester tells; null until it does.</summary>
    public ChallengeResult? Word { get; init; }

    /// <summary>The language spoken, as the tester tells; empty until it does.</summary>
    public string Language { get; init; } = "";

    /// <summary>When it ended here; null while a person is wanted.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>It is known only by our own messages: the tester's question was lost with the store and must come again.</summary>
    public bool IsQuestionLost { get; init; }

    /// <summary>Messages without a receipt.</summary>
    public ImmutableArray<OwedTestMessage> Owed { get; init; } = [];

    /// <summary>
    /// Until when no other test is taken. One that called a person takes the day: by an alert, by a call that a person here took,
    /// or by one that the tester says it made. A voice test that nobody was called for holds for as long as its call may come.
    /// </summary>
    public DateTimeOffset HoldsUntil => Stage switch
    {
        ReceivedContactTestStage.Declined => ReceivedAt,
        ReceivedContactTestStage.Open or ReceivedContactTestStage.Unanswered
            when Level == ContactLevel.Voice && Outcome is null or ContactOutcome.Bounced => ReceivedAt + ContactTestRules.NoAnswerAfter,
        _ => ReceivedAt + ContactTestRules.AdmittedEvery,
    };

    /// <summary>How people name it, e.g. in an alert: it can't be taken for the number of a request.</summary>
    public string Reference => ContactTestReference.Of(Country, TestId);
}

/// <summary>The call of a received voice test, as it is kept.</summary>
/// <param name="ContactPointId">The contact point.</param>
/// <param name="Number">The number that the tester dials; empty where it told none.</param>
/// <param name="IsPreviousNumber">It is the number from before a change within 72 hours.</param>
/// <param name="Challenge">What the challenge word is derived from; sealed.</param>
public sealed record ReceivedVoiceCallState(string ContactPointId, string Number, bool IsPreviousNumber, CaseContent<string> Challenge);

/// <summary>How far a received test has come. Numbers are stored.</summary>
public enum ReceivedContactTestStage
{
    /// <summary>A person is wanted.</summary>
    Open = 1,

    /// <summary>A person acknowledged.</summary>
    Acknowledged = 2,

    /// <summary>Nobody did.</summary>
    Unanswered = 3,

    /// <summary>It was not taken.</summary>
    Declined = 4,
}
