using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What can be said to a test by which this country tests another.</summary>
public abstract record ContactTestCommand
{
    private ContactTestCommand()
    {
    }

    /// <summary>The instant, the actor, the realm and the policy version.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>Plans a test for an instant that only this node knows.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="Id">The test; always the same for the same month.</param>
    /// <param name="Country">The country to be tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="StartAt">When it begins.</param>
    public sealed record PlanTest(Stamp Stamp, Guid Id, string Country, ContactLevel Level, DateTimeOffset StartAt) : ContactTestCommand;

    /// <summary>Begins a planned test; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="MessageId">The message that asks.</param>
    public sealed record StartPlannedTest(Stamp Stamp, Guid MessageId) : ContactTestCommand;

    /// <summary>Begins a test by hand. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="Id">The new test.</param>
    /// <param name="Country">The country to be tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="MessageId">The message that asks.</param>
    public sealed record StartTest(Stamp Stamp, Guid Id, string Country, ContactLevel Level, Guid MessageId) : ContactTestCommand;

    /// <summary>Begins a voice test. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="Id">The new test.</param>
    /// <param name="Country">The country to be tested.</param>
    /// <param name="Call">The call to make.</param>
    /// <param name="Challenge">What the challenge word is derived from, hexadecimal, drawn for this test.</param>
    /// <param name="MessageId">The message that asks.</param>
    public sealed record StartVoiceTest(Stamp Stamp, Guid Id, string Country, VoiceCall Call, string Challenge, Guid MessageId) : ContactTestCommand;

    /// <summary>Records what the caller met on the telephone. A human act.</summary>
    /// <param name="Stamp">The instant and the actor.</param>
    /// <param name="Finding">What was met.</param>
    /// <param name="Heard">The places in the list of spoken words of what was read; empty for nothing, or for no words of the list.</param>
    /// <param name="Language">The language spoken, BCP 47; empty where none was.</param>
    /// <param name="AnsweredAt">When somebody answered; null for the instant of recording.</param>
    /// <param name="ConclusionId">The message that tells how it went.</param>
    public sealed record RecordVoiceResult(
        Stamp Stamp, VoiceFinding Finding, ImmutableArray<byte> Heard, string Language, DateTimeOffset? AnsweredAt, Guid ConclusionId)
        : ContactTestCommand;

    /// <summary>Records the receipt of a message of ours.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">The other node has stored it; otherwise it came back.</param>
    /// <param name="Code">Why it came back; empty where it is taken.</param>
    public sealed record RecordReceipt(Stamp Stamp, Guid MessageId, bool IsTaken, string Code) : ContactTestCommand;

    /// <summary>Records that a person there has acknowledged.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">Its signed message; it occurred when the person acknowledged.</param>
    /// <param name="ReceivedAt">When the test came there, by the same clock.</param>
    /// <param name="Role">The person's role.</param>
    /// <param name="Method">How it was acknowledged.</param>
    /// <param name="Witness">Its signed word for all that a person was reached; null where it gave none that counts.</param>
    /// <param name="ConclusionId">The message that would tell how it went.</param>
    public sealed record RecordAcknowledgement(
        Stamp Stamp, PeerProof Proof, DateTimeOffset ReceivedAt, string Role, string Method, ContactWitness? Witness, Guid ConclusionId)
        : ContactTestCommand;

    /// <summary>Records that the country does not take the test.</summary>
    /// <param name="Stamp">The instant and the peer.</param>
    /// <param name="Proof">Its signed message.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="NextAt">From when it takes one; null when it does not say.</param>
    public sealed record RecordDecline(Stamp Stamp, PeerProof Proof, ContactTestDecline Reason, DateTimeOffset? NextAt) : ContactTestCommand;

    /// <summary>Concludes that nobody has answered; nothing happens before its time.</summary>
    /// <param name="Stamp">The instant and the clock.</param>
    /// <param name="ConclusionId">The message that would tell how it went.</param>
    public sealed record NoteNoAnswer(Stamp Stamp, Guid ConclusionId) : ContactTestCommand;

    /// <summary>Puts a test back that our own signed message tells of, after the store was restored from a backup.</summary>
    /// <param name="Stamp">When it was written; the actor tells that it was restored, and from whom.</param>
    /// <param name="Id">The test.</param>
    /// <param name="Country">The country tested.</param>
    /// <param name="Level">How.</param>
    /// <param name="Call">The call to make; null for anything but a voice test.</param>
    /// <param name="Challenge">What the challenge word is derived from, hexadecimal; null likewise.</param>
    /// <param name="MessageId">The message that asked.</param>
    /// <param name="AwaitedFrom">The instant of restoring: the answer comes again, and is waited for from then on.</param>
    public sealed record RestoreTest(
        Stamp Stamp, Guid Id, string Country, ContactLevel Level, VoiceCall? Call, string? Challenge, Guid MessageId, DateTimeOffset AwaitedFrom)
        : ContactTestCommand;

    /// <summary>Puts back how a test went, as our own signed message told the tested country.</summary>
    /// <param name="Stamp">When it was concluded; the actor tells that it was restored, and from whom.</param>
    /// <param name="Outcome">How it went.</param>
    /// <param name="Correction">What the tested country should look at.</param>
    /// <param name="Word">Whether a challenge word was read rightly; null where none was.</param>
    /// <param name="Language">The language spoken; empty where none was.</param>
    /// <param name="MessageId">The message that told.</param>
    public sealed record RestoreConclusion(
        Stamp Stamp, ContactOutcome Outcome, string Correction, ChallengeResult? Word, string Language, Guid MessageId) : ContactTestCommand;
}
