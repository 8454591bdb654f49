namespace ContactNetwork.Domain.Contacts;

/// <summary>The facts of a test by which another country tests this one.</summary>
public abstract record ReceivedContactTestEvent
{
    private ReceivedContactTestEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>The test is taken; a person is wanted.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The received test.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Level">How it tests.</param>
    /// <param name="Proof">The tester's signed message.</param>
    public sealed record TestAdmitted(Stamp Stamp, Guid Id, Guid TestId, string Country, ContactLevel Level, PeerProof Proof) : ReceivedContactTestEvent;

    /// <summary>A voice test is taken: nobody is paged, because the telephone is what is tested.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The received test.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Proof">The tester's signed message.</param>
    /// <param name="Call">The call that it announces.</param>
    public sealed record VoiceTestAdmitted(
        Stamp Stamp, Guid Id, Guid TestId, string Country, PeerProof Proof, ReceivedVoiceCallState Call) : ReceivedContactTestEvent;

    /// <summary>The test is not taken; nobody is called.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The received test.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Level">How it tests.</param>
    /// <param name="Proof">The tester's signed message.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NextAt">From when one is taken; null where no time helps.</param>
    /// <param name="AnswerId">The message that says so.</param>
    public sealed record TestDeclined(
        Stamp Stamp,
        Guid Id,
        Guid TestId,
        string Country,
        ContactLevel Level,
        PeerProof Proof,
        ContactTestDecline Reason,
        DateTimeOffset? NextAt,
        Guid AnswerId) : ReceivedContactTestEvent;

    /// <summary>A person acknowledged; the stamp's actor tells who and how.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="AnswerId">The message that says so.</param>
    public sealed record TestAcknowledged(Stamp Stamp, Guid AnswerId) : ReceivedContactTestEvent;

    /// <summary>Nobody has answered; people are no longer called for it.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    public sealed record TestUnanswered(Stamp Stamp) : ReceivedContactTestEvent;

    /// <summary>The tester's node has answered a message of ours.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">It has stored the message; otherwise it came back.</param>
    public sealed record AnswerReceipted(Stamp Stamp, Guid MessageId, bool IsTaken) : ReceivedContactTestEvent;

    /// <summary>The tester has told how it went.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The tester's signed message.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Correction">What this country should look at; empty for nothing.</param>
    public sealed record ConclusionReceived(Stamp Stamp, PeerProof Proof, ContactOutcome Outcome, string Correction) : ReceivedContactTestEvent;

    /// <summary>The tester has told how a voice test went.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Proof">The tester's signed message.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Correction">What this country should look at; empty for nothing.</param>
    /// <param name="Word">Whether the word was read rightly; null where none was.</param>
    /// <param name="Language">The language spoken; empty where none was.</param>
    public sealed record VoiceConclusionReceived(
        Stamp Stamp, PeerProof Proof, ContactOutcome Outcome, string Correction, ChallengeResult? Word, string Language) : ReceivedContactTestEvent;

    /// <summary>A person here had acknowledged, which was lost with the store and is known again by our own signed message.</summary>
    /// <param name="Stamp">When the person did; the actor tells from whom it was restored.</param>
    /// <param name="Id">The received test.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="ReceivedAt">When the test came.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record AcknowledgementRestored(
        Stamp Stamp, Guid Id, Guid TestId, string Country, DateTimeOffset ReceivedAt, Guid MessageId) : ReceivedContactTestEvent;

    /// <summary>A test had not been taken, which was lost with the store and is known again by our own signed message.</summary>
    /// <param name="Stamp">When it was declined; the actor tells from whom it was restored.</param>
    /// <param name="Id">The received test.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NextAt">From when one is taken; null where no time helps.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record DeclineRestored(
        Stamp Stamp, Guid Id, Guid TestId, string Country, ContactTestDecline Reason, DateTimeOffset? NextAt, Guid MessageId)
        : ReceivedContactTestEvent;

    /// <summary>The tester has sent the question of a restored test again: how it tests is known, and nobody is called.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Level">How it tests.</param>
    /// <param name="Proof">The tester's signed message.</param>
    /// <param name="Call">The call that it announced; null for anything but a voice test.</param>
    public sealed record RestoredTestKnown(
        Stamp Stamp, ContactLevel Level, PeerProof Proof, ReceivedVoiceCallState? Call) : ReceivedContactTestEvent;
}
