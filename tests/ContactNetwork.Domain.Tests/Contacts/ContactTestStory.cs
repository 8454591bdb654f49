using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Contacts.ContactTestCommand;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

/// <summary>Commands about a test of ours and how to reach each stage.</summary>
internal static class ContactTestStory
{
    private static readonly Guid TestId = Id(700);
    private static readonly Guid Ask = Id(701);

    public static DeciderStory<ContactTest, ContactTestCommand, ContactTestEvent> New() => new(ContactTestDecider.Decide, ContactTestDecider.Evolve);

    public static PlanTest Plan(double minutes, double startsAt) => new(ByClock(Minutes(minutes)), TestId, "XB", ContactLevel.HumanPing, Start + Minutes(startsAt));

    public static StartPlannedTest StartPlanned(double minutes) => new(ByClock(Minutes(minutes)), Ask);

    public static StartTest ByHand(double minutes, Actor? actor = null) => new(By(actor ?? DutyOfficer, Minutes(minutes)), TestId, "XB", ContactLevel.HumanPing, Ask);

    /// <summary>What the tester of these stories drew.</summary>
    public const string Drawn = "00112233445566778899aabbccddeeff";

    public static VoiceCall Call { get; } = new("urn:poc:XB:1", ChannelKind.Voice, "+999201234567", IsPreviousNumber: false, ["en", "de-AT"], "2026-03-01T23:00:00+01:00");

    /// <summary>The places of the challenge word.</summary>
    public static ImmutableArray<byte> RightWord { get; } = ChallengeWord.PlacesOf(Drawn, TestId, "XB");

    public static StartVoiceTest Voice(double minutes, Actor? actor = null) => new(By(actor ?? DutyOfficer, Minutes(minutes)), TestId, "XB", Call, Drawn, Ask);

    public static RecordVoiceResult Heard(double minutes, ImmutableArray<byte> word, string language = "en", double? answered = null) => new(
        By(DutyOfficer, Minutes(minutes)), VoiceFinding.Answered, word, language, answered is { } at ? Start + Minutes(at) : null, Id(705));

    public static RecordVoiceResult Met(double minutes, VoiceFinding finding) => new(By(DutyOfficer, Minutes(minutes)), finding, [], "", AnsweredAt: null, Id(705));

    public static RecordReceipt Delivered(double minutes) => new(ByPeer(Minutes(minutes)), Ask, IsTaken: true, "");

    public static RecordReceipt Returned(double minutes) => new(ByPeer(Minutes(minutes)), Ask, IsTaken: false, "BodyUnknown");

    public static RecordAcknowledgement Acknowledged(
        double minutes, double receivedThere = 0, double acknowledgedThere = 10, ContactWitness? witness = null) => new(
        ByPeer(Minutes(minutes)), Proof(702, Minutes(acknowledgedThere)), Start + Minutes(receivedThere), "duty officer", "api", witness, Id(703));

    public static RecordDecline Declined(double minutes) => new(
        ByPeer(Minutes(minutes)), Proof(702, Minutes(minutes)), ContactTestDecline.TestedWithinDay, Start + Minutes(600));

    public static NoteNoAnswer Silent(double minutes) => new(ByClock(Minutes(minutes)), Id(704));

    /// <summary>A ping that began at the start of the story, found again after so many minutes.</summary>
    public static RestoreTest RestoredAt(double minutes, Guid? message = null) => new(
        By(Actor.Restored("tester", "XB"), Minutes(0)), TestId, "XB", ContactLevel.HumanPing, Call: null, Challenge: null, message ?? Ask, Start + Minutes(minutes));

    public static RestoreConclusion RestoredResult(double minutes) =>
        new(By(Actor.Restored("tester", "XB"), Minutes(minutes)), ContactOutcome.Reached, "", Word: null, "", Id(706));

    /// <summary>The commands that lead to a stage.</summary>
    public static ContactTestCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(ContactTestStage.Planned) => [Plan(0, 30)],
        nameof(ContactTestStage.Started) => [ByHand(0)],
        nameof(ContactTestStage.Delivered) => [ByHand(0), Delivered(1)],
        nameof(ContactTestStage.Concluded) => [ByHand(0), Delivered(1), Silent(71)],
        nameof(ContactTestStage.Declined) => [ByHand(0), Delivered(1), Declined(2)],
        nameof(ContactTestStage.Dropped) => [Plan(0, 30), StartPlanned(30 + (6 * 60) + 1)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    /// <summary>A sound command of a kind, 80 minutes after the stages of <see cref="To"/> began.</summary>
    public static ContactTestCommand Say(string command) => command switch
    {
        nameof(PlanTest) => Plan(80, 90),
        nameof(StartPlannedTest) => StartPlanned(80),
        nameof(StartTest) => ByHand(80),
        nameof(StartVoiceTest) => Voice(80),
        nameof(RecordVoiceResult) => Heard(80, RightWord),
        nameof(RestoreTest) => RestoredAt(80),
        nameof(RestoreConclusion) => RestoredResult(80),
        nameof(RecordReceipt) => Delivered(80),
        nameof(RecordAcknowledgement) => Acknowledged(80),
        nameof(RecordDecline) => Declined(80),
        nameof(NoteNoAnswer) => Silent(80),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
