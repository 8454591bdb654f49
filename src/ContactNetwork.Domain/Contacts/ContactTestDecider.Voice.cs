using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.Contacts.ContactTestCommand;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

using Decision = Decision<ContactTestEvent>;

public static partial class ContactTestDecider
{
    private static Decision StartVoice(StartVoiceTest start, ContactTest? state)
    {
        if (!start.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("begin a voice test"));
        return state is null
            ? Decision.Accept(new VoiceTestStarted(
                start.Stamp, start.Id, start.Country, start.Call, new CaseContent<string>(start.Id, start.Challenge), start.MessageId))
            : Decision.Accept();
    }

    /// <summary>The caller tells what was met; whether the word was right is not the caller's to say.</summary>
    private static Decision Recorded(RecordVoiceResult result, ContactTest state)
    {
        if (!result.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("record how a voice test went"));
        if (state is not { Call: { } call, Challenge: { } challenge } || state.Stage is not (ContactTestStage.Delivered or ContactTestStage.Concluded))
            return Decision.Refuse(CommonRefusals.NotInThisStage("record how a voice test went", state.Stage.ToString().ToUpperInvariant()));
        DateTimeOffset answeredAt = result.AnsweredAt ?? result.Stamp.At;
        ImmutableArray<FieldViolation> violations = [.. Check(result, call, answeredAt, state)];
        if (!violations.IsEmpty)
            return Decision.Refuse(Refusal.Malformed(violations));

        ChallengeResult? word = null;
        if (result.Finding == VoiceFinding.Answered)
        {
            if (challenge.Value is not { } drawn)
                return Decision.Refuse(CommonRefusals.NotInThisStage("check the challenge word", "ERASED"));
            word = ChallengeWord.PlacesOf(drawn, state.Id, state.Country).SequenceEqual(result.Heard) ? ChallengeResult.Right : ChallengeResult.Wrong;
        }

        var (outcome, correction) = OutcomeOf(result.Finding, word, isOnTime: answeredAt - state.DeliveredAt <= VoiceTestRules.OnTimeWithin);
        if (state.Stage == ContactTestStage.Concluded)
        {
            return state.Outcome == outcome && state.Word == word && state.Language == result.Language
                ? Decision.Accept()
                : Decision.Refuse(CommonRefusals.NotInThisStage("record how a voice test went", "CONCLUDED"));
        }

        bool isAnswered = result.Finding is not (VoiceFinding.NoAnswer or VoiceFinding.WrongNumber);
        return Decision.Accept(
            new VoiceResultRecorded(result.Stamp, result.Finding, word, result.Language, isAnswered ? answeredAt : null),
            new TestConcluded(result.Stamp, outcome, correction, result.ConclusionId));
    }

    private static IEnumerable<FieldViolation> Check(RecordVoiceResult result, VoiceCall call, DateTimeOffset answeredAt, ContactTest state)
    {
        if (answeredAt > result.Stamp.At || answeredAt < state.StartedAt)
            yield return new FieldViolation("answer_time", "must lie between the beginning of the test and now");
        if (result.Finding == VoiceFinding.Answered && !call.Speaks(result.Language))
        {
            yield return new FieldViolation(
                "language",
                $"must be one that the contact point lists: {string.Join(", ", call.Languages)}. Where none of them was spoken, record no-common-language");
        }
    }

    /// <summary>The result in the words of the directory. A wrong word means that whoever answered is not at the node: another unit.</summary>
    private static (ContactOutcome Outcome, string Correction) OutcomeOf(VoiceFinding finding, ChallengeResult? word, bool isOnTime) => finding switch
    {
        VoiceFinding.Answered when word == ChallengeResult.Right => (isOnTime ? ContactOutcome.Reached : ContactOutcome.Late, ""),
        VoiceFinding.Answered => (ContactOutcome.WrongUnit, "The word read out on the telephone was not the node's: check that who answers there can read it."),
        VoiceFinding.NoAnswer => (ContactOutcome.NoAnswer, "Nobody answered the telephone: check who picks it up, and when."),
        VoiceFinding.WrongNumber => (ContactOutcome.WrongNumber, "The number is not this contact point's: correct the sheet."),
        VoiceFinding.WrongUnit => (ContactOutcome.WrongUnit, "Another unit answered the telephone: check where the number leads."),
        VoiceFinding.NoCommonLanguage => (ContactOutcome.NoCommonLanguage, "No listed language was spoken: check the languages and their hours."),
        VoiceFinding.Refused => (ContactOutcome.Refused, "Who answered refused the test: tell the desk about contact tests."),
        _ => throw new UnreachableException($"The findings are closed; {finding} has no outcome."),
    };
}
