namespace ContactNetwork.Domain.Contacts;

/// <summary>The times of contact tests.</summary>
public static class ContactTestRules
{
    /// <summary>How soon a person must acknowledge, counted by the tested country's clock from the arrival of the test.</summary>
    public static TimeSpan OnTimeWithin { get; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long nobody has answered: the tested desk is no longer called, and the tester concludes.</summary>
    public static TimeSpan NoAnswerAfter { get; } = TimeSpan.FromMinutes(60);

    /// <summary>How much longer the tester waits, for the answer's own way.</summary>
    public static TimeSpan AnswerTravels { get; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A country's people are called by at most one test in this time, whoever tests, and one country tests it at most once;
    /// the tested country's node enforces it.
    /// </summary>
    public static TimeSpan AdmittedEvery { get; } = TimeSpan.FromHours(24);

    /// <summary>How late a planned test may still begin, e.g. because the node was down; later it is dropped.</summary>
    public static TimeSpan StartsWithin { get; } = TimeSpan.FromHours(6);
}

/// <summary>The keys of a contact test's deadlines among the due items of kind <see cref="DueKinds.Deadline"/>. Stored: never renamed.</summary>
public static class ContactTestDeadlines
{
    /// <summary>The planned instant has come.</summary>
    public const string Start = "start";

    /// <summary>Nobody has answered in time.</summary>
    public const string Answer = "answer";
}

/// <summary>Why a country does not take a test. Numbers are stored, and those of the protocol.</summary>
public enum ContactTestDecline
{
    /// <summary>It was tested within 24 hours.</summary>
    TestedWithinDay = 1,

    /// <summary>The test arrived so late that nobody waits for its answer.</summary>
    TooLate = 2,

    /// <summary>The node does not know this level.</summary>
    LevelUnknown = 3,

    /// <summary>The country lists no such number for tests at that contact point: the call would reach nobody of it.</summary>
    NumberUnknown = 4,
}

/// <summary>What a message about a contact test says. Numbers are stored.</summary>
public enum ContactTestMessageKind
{
    /// <summary>Asks for the test.</summary>
    Ask = 1,

    /// <summary>A person acknowledged it.</summary>
    Acknowledgement = 2,

    /// <summary>The country does not take it.</summary>
    Decline = 3,

    /// <summary>The tester tells how it went.</summary>
    Conclusion = 4,
}

/// <summary>A message about a contact test that has no receipt yet.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Kind">What it says.</param>
/// <param name="OwedAt">Since when it is owed.</param>
public sealed record OwedTestMessage(Guid MessageId, ContactTestMessageKind Kind, DateTimeOffset OwedAt)
{
    /// <summary>The delivery: in the routine lane, so that a test never delays what is urgent.</summary>
    /// <param name="peer">The other country.</param>
    public DueItem Delivery(string peer) =>
        new(DueKinds.Deliver, MessageId.ToString("N"), OwedAt, Urgency.Routine, peer, Lane.Routine);
}
