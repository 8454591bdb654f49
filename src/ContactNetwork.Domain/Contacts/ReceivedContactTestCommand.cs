namespace ContactNetwork.Domain.Contacts;

/// <summary>What can be said to a test by which another country tests this one.</summary>
public abstract record ReceivedContactTestCommand
{
    private ReceivedContactTestCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Another country asks for a test.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Id">The received test, by this side's id.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Level">How it tests; a number that this version doesn't know is kept.</param>
    /// <param name="Proof">Its signed message; it occurred when it was written.</param>
    /// <param name="HeldUntil">Until when an earlier test, whoever asked for it, keeps this country from taking another; null for none.</param>
    /// <param name="LastOfTesterAt">When this country last took a test of this tester; null for none within the day.</param>
    /// <param name="AnswerId">The message that would decline.</param>
    /// <param name="Call">The call that it announces; null for anything but a voice test.</param>
    public sealed record ReceiveTest(
        Stamp Stamp,
        Guid Id,
        Guid TestId,
        string Country,
        ContactLevel Level,
        PeerProof Proof,
        DateTimeOffset? HeldUntil,
        DateTimeOffset? LastOfTesterAt,
        Guid AnswerId,
        ReceivedVoiceCall? Call) : ReceivedContactTestCommand;

    /// <summary>A person acknowledges: an alert, or at a voice test the call whose challenge word is then shown. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="AnswerId">The message that says so.</param>
    public sealed record AcknowledgeTest(Stamp Stamp, Guid AnswerId) : ReceivedContactTestCommand;

    /// <summary>Stops calling people for a test that nobody has answered; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    public sealed record NoteUnanswered(Stamp Stamp) : ReceivedContactTestCommand;

    /// <summary>Records the receipt of a message of ours.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">The other node has stored it; otherwise it came back.</param>
    public sealed record RecordReceipt(Stamp Stamp, Guid MessageId, bool IsTaken) : ReceivedContactTestCommand;

    /// <summary>The tester tells how it went.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">Its signed message; it occurred when the tester concluded.</param>
    /// <param name="Outcome">How; a number that this version doesn't know is kept.</param>
    /// <param name="Correction">What this country should look at; empty for nothing.</param>
    /// <param name="Word">Whether the word was read rightly; null where none was.</param>
    /// <param name="Language">The language spoken; empty where none was.</param>
    public sealed record ReceiveConclusion(
        Stamp Stamp, PeerProof Proof, ContactOutcome Outcome, string Correction, ChallengeResult? Word, string Language) : ReceivedContactTestCommand;

    /// <summary>Puts back that a person here acknowledged, as our own signed message told the tester.</summary>
    /// <param name="Stamp">When the person did; the actor tells that it was restored, and from whom.</param>
    /// <param name="Id">The received test, by this side's id.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="ReceivedAt">When the test came.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record RestoreAcknowledgement(
        Stamp Stamp, Guid Id, Guid TestId, string Country, DateTimeOffset ReceivedAt, Guid MessageId) : ReceivedContactTestCommand;

    /// <summary>Puts back that a test was not taken, as our own signed message told the tester.</summary>
    /// <param name="Stamp">When it was declined; the actor tells that it was restored, and from whom.</param>
    /// <param name="Id">The received test, by this side's id.</param>
    /// <param name="TestId">The test, by the tester's id.</param>
    /// <param name="Country">The tester.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NextAt">From when one is taken; null where no time helps.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record RestoreDecline(
        Stamp Stamp, Guid Id, Guid TestId, string Country, ContactTestDecline Reason, DateTimeOffset? NextAt, Guid MessageId)
        : ReceivedContactTestCommand;
}
