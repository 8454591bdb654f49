namespace ContactNetwork.Domain.Contacts;

/// <summary>The facts of a test by which this country tests another. They hold no person of the other country.</summary>
public abstract record ContactTestEvent
{
    private ContactTestEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A test is planned.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The test.</param>
    /// <param name="Country">The country to be tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="StartAt">When it begins.</param>
    public sealed record TestPlanned(Stamp Stamp, Guid Id, string Country, ContactLevel Level, DateTimeOffset StartAt) : ContactTestEvent;

    /// <summary>A test began; the message that asks is owed.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The test.</param>
    /// <param name="Country">The country tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="MessageId">The message that asks.</param>
    public sealed record TestStarted(Stamp Stamp, Guid Id, string Country, ContactLevel Level, Guid MessageId) : ContactTestEvent;

    /// <summary>A voice test began; the message that asks is owed.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The test.</param>
    /// <param name="Country">The country tested.</param>
    /// <param name="Call">The call to make.</param>
    /// <param name="Challenge">What the challenge word is derived from, hexadecimal; sealed.</param>
    /// <param name="MessageId">The message that asks.</param>
    public sealed record VoiceTestStarted(
        Stamp Stamp, Guid Id, string Country, VoiceCall Call, CaseContent<string> Challenge, Guid MessageId) : ContactTestEvent;

    /// <summary>The caller has recorded what was met on the telephone.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Finding">What was met.</param>
    /// <param name="Word">Whether the word heard was the right one; null where none was read.</param>
    /// <param name="Language">The language spoken, BCP 47; empty where none was.</param>
    /// <param name="AnsweredAt">When somebody answered; null where nobody did.</param>
    public sealed record VoiceResultRecorded(
        Stamp Stamp, VoiceFinding Finding, ChallengeResult? Word, string Language, DateTimeOffset? AnsweredAt) : ContactTestEvent;

    /// <summary>A test is given up: a planned one that did not begin in time, or a voice test whose result nobody recorded.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    public sealed record TestDropped(Stamp Stamp) : ContactTestEvent;

    /// <summary>The other node has the message that asks.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    public sealed record TestDelivered(Stamp Stamp) : ContactTestEvent;

    /// <summary>A message came back.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="Code">Why.</param>
    public sealed record TestMessageReturned(Stamp Stamp, Guid MessageId, string Code) : ContactTestEvent;

    /// <summary>The other node has the conclusion.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="MessageId">The message.</param>
    public sealed record ConclusionDelivered(Stamp Stamp, Guid MessageId) : ContactTestEvent;

    /// <summary>A person there has acknowledged.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The other country's signed message; it occurred when the person acknowledged.</param>
    /// <param name="ReceivedAt">When the test came there, by the same clock.</param>
    /// <param name="Role">The person's role.</param>
    /// <param name="Method">How it was acknowledged.</param>
    public sealed record TestAcknowledgedThere(Stamp Stamp, PeerProof Proof, DateTimeOffset ReceivedAt, string Role, string Method) : ContactTestEvent;

    /// <summary>The tested country gave its signed word for all that a person was reached.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Witness">The word.</param>
    public sealed record ContactWitnessed(Stamp Stamp, ContactWitness Witness) : ContactTestEvent;

    /// <summary>The country does not take the test.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">Its signed message.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NextAt">From when it takes one; null when it does not say.</param>
    public sealed record TestDeclinedThere(Stamp Stamp, PeerProof Proof, ContactTestDecline Reason, DateTimeOffset? NextAt) : ContactTestEvent;

    /// <summary>It is known how the test went. An answer that was long on its way may correct it once.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Correction">What the tested country should look at; empty for nothing.</param>
    /// <param name="ConclusionId">The message that tells the tested country; null where its node never had the test.</param>
    public sealed record TestConcluded(Stamp Stamp, ContactOutcome Outcome, string Correction, Guid? ConclusionId) : ContactTestEvent;

    /// <summary>A test that was lost with the store is known again, by our own signed message.</summary>
    /// <param name="Stamp">When it was written; the actor tells from whom it was restored.</param>
    /// <param name="Id">The test.</param>
    /// <param name="Country">The country tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="Call">The call to make; null for anything but a voice test.</param>
    /// <param name="Challenge">What the challenge word is derived from; sealed; null likewise.</param>
    /// <param name="MessageId">The message that asked.</param>
    /// <param name="AwaitedFrom">From when the answer is waited for.</param>
    public sealed record TestRestored(
        Stamp Stamp,
        Guid Id,
        string Country,
        ContactLevel Level,
        VoiceCall? Call,
        CaseContent<string>? Challenge,
        Guid MessageId,
        DateTimeOffset AwaitedFrom) : ContactTestEvent;

    /// <summary>How a test went that was lost with the store is known again, by our own signed message.</summary>
    /// <param name="Stamp">When it was concluded; the actor tells from whom it was restored.</param>
    /// <param name="Outcome">How it went.</param>
    /// <param name="Correction">What the tested country should look at.</param>
    /// <param name="Word">Whether a challenge word was read rightly; null where none was.</param>
    /// <param name="Language">The language spoken; empty where none was.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record ConclusionRestored(
        Stamp Stamp, ContactOutcome Outcome, string Correction, ChallengeResult? Word, string Language, Guid MessageId) : ContactTestEvent;
}
