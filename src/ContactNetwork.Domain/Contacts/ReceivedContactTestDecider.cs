using System.Diagnostics;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestCommand;
using static ContactNetwork.Domain.Contacts.ReceivedContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

using Decision = Decision<ReceivedContactTestEvent>;

/// <summary>The rules of being tested: people are called by at most one test in 24 hours, whoever asks, and a
/// test that calls nobody takes the day from nobody but its tester; only a person acknowledges.</summary>
public static partial class ReceivedContactTestDecider
{
    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">The received test; null when there is none yet.</param>
    public static Decision Decide(ReceivedContactTestCommand command, ReceivedContactTest? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is not null && state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());
        switch (command)
        {
            case ReceiveTest receive:
                return state is null ? Receive(receive) : ReceiveAgain(receive, state);
            case RestoreAcknowledgement restore:
                return Restore(restore, state);
            case RestoreDecline restore:
                return Restore(restore, state);
        }

        if (state is null)
            return Decision.Refuse(ContactTestDecider.NotFound());

        return command switch
        {
            AcknowledgeTest taken => Acknowledge(taken, state),
            NoteUnanswered silent => state.Stage == ReceivedContactTestStage.Open && silent.Stamp.At >= AnswerDueAt(state)
                ? Decision.Accept(new TestUnanswered(silent.Stamp))
                : Decision.Accept(),
            RecordReceipt receipt => state.Owed.Any(owed => owed.MessageId == receipt.MessageId)
                ? Decision.Accept(new AnswerReceipted(receipt.Stamp, receipt.MessageId, receipt.IsTaken))
                : Decision.Accept(),
            ReceiveConclusion conclusion => Conclude(conclusion, state),
            ReceiveTest or RestoreAcknowledgement or RestoreDecline => throw new UnreachableException("Decided above."),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static ReceivedContactTest Evolve(ReceivedContactTest? state, ReceivedContactTestEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        switch (fact)
        {
            case TestAdmitted admitted:
                return Begin(admitted.Stamp, admitted.Id, admitted.TestId, admitted.Country, admitted.Level, ReceivedContactTestStage.Open);
            case TestDeclined declined:
                return Begin(declined.Stamp, declined.Id, declined.TestId, declined.Country, declined.Level, ReceivedContactTestStage.Declined) with
                {
                    Decline = declined.Reason,
                    NextAt = declined.NextAt,
                    EndedAt = declined.Stamp.At,
                    Owed = [new OwedTestMessage(declined.AnswerId, ContactTestMessageKind.Decline, declined.Stamp.At)],
                };
            case VoiceTestAdmitted admitted:
                return Begin(admitted.Stamp, admitted.Id, admitted.TestId, admitted.Country, ContactLevel.Voice, ReceivedContactTestStage.Open) with
                {
                    Call = admitted.Call,
                };
        }

        if (EvolveRestored(state, fact) is { } restored)
            return restored;
        if (state is null)
            throw new UnreachableException("A received contact test begins with its arrival.");
        return fact switch
        {
            TestAcknowledged taken => state with
            {
                Stage = ReceivedContactTestStage.Acknowledged,
                AcknowledgedBy = taken.Stamp.Actor,
                AcknowledgedAt = taken.Stamp.At,
                EndedAt = taken.Stamp.At,
                Owed = state.Owed.Add(new OwedTestMessage(taken.AnswerId, ContactTestMessageKind.Acknowledgement, taken.Stamp.At)),
            },
            TestUnanswered silent => state with { Stage = ReceivedContactTestStage.Unanswered, EndedAt = silent.Stamp.At },
            AnswerReceipted receipted => state with { Owed = state.Owed.RemoveAll(owed => owed.MessageId == receipted.MessageId) },
            ConclusionReceived conclusion => state with { Outcome = conclusion.Outcome, Correction = conclusion.Correction },
            VoiceConclusionReceived conclusion => state with
            {
                Outcome = conclusion.Outcome,
                Correction = conclusion.Correction,
                Word = conclusion.Word,
                Language = conclusion.Language,
            },
            TestAdmitted or TestDeclined or VoiceTestAdmitted or AcknowledgementRestored or DeclineRestored or RestoredTestKnown => throw new UnreachableException("Folded above."),
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    /// <summary>What a received test owes next: its messages, and the end of the wait.</summary>
    /// <param name="state">The received test.</param>
    public static IEnumerable<DueItem> Due(ReceivedContactTest state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (OwedTestMessage owed in state.Owed)
            yield return owed.Delivery(state.Country);
        if (state.Stage == ReceivedContactTestStage.Open)
            yield return new DueItem(DueKinds.Deadline, ContactTestDeadlines.Answer, AnswerDueAt(state), Urgency.Routine);
    }

    private static Decision Receive(ReceiveTest receive)
    {
        if (receive.Level is not (ContactLevel.HumanPing or ContactLevel.Voice))
            return Decline(receive, ContactTestDecline.LevelUnknown, null);
        // Where the tester no longer waits, a person would be woken for nothing.
        if (receive.Stamp.At >= receive.Proof.OccurredAt + ContactTestRules.NoAnswerAfter)
            return Decline(receive, ContactTestDecline.TooLate, null);
        if (receive is { Level: ContactLevel.Voice, Call.IsListed: false })
            return Decline(receive, ContactTestDecline.NumberUnknown, null);
        if (NextAt(receive) is { } next && receive.Stamp.At < next)
            return Decline(receive, ContactTestDecline.TestedWithinDay, next);
        return receive is { Level: ContactLevel.Voice, Call: { } call }
            ? Decision.Accept(new VoiceTestAdmitted(receive.Stamp, receive.Id, receive.TestId, receive.Country, receive.Proof, Keep(receive.Id, call)))
            : Decision.Accept(new TestAdmitted(receive.Stamp, receive.Id, receive.TestId, receive.Country, receive.Level, receive.Proof));
    }

    /// <summary>From when this country takes a test of this tester, whose own tests take its day whatever became of them.</summary>
    private static DateTimeOffset? NextAt(ReceiveTest receive)
    {
        DateTimeOffset? ofTester = receive.LastOfTesterAt + ContactTestRules.AdmittedEvery;
        return receive.HeldUntil is { } held && !(ofTester > held) ? held : ofTester;
    }

    private static ReceivedVoiceCallState Keep(Guid id, ReceivedVoiceCall call) =>
        new(call.ContactPointId, call.Number, call.IsPreviousNumber, new CaseContent<string>(id, call.Challenge));

    private static Decision Decline(ReceiveTest receive, ContactTestDecline reason, DateTimeOffset? nextAt) => Decision.Accept(new TestDeclined(
        receive.Stamp, receive.Id, receive.TestId, receive.Country, receive.Level, receive.Proof, reason, nextAt, receive.AnswerId));

    private static Decision Acknowledge(AcknowledgeTest taken, ReceivedContactTest state)
    {
        if (!taken.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("acknowledge a contact test"));
        return state.Stage switch
        {
            ReceivedContactTestStage.Open => Decision.Accept(new TestAcknowledged(taken.Stamp, taken.AnswerId)),
            ReceivedContactTestStage.Acknowledged => Decision.Accept(),
            ReceivedContactTestStage.Unanswered or ReceivedContactTestStage.Declined =>
                Decision.Refuse(CommonRefusals.NotInThisStage("acknowledge a contact test", state.Stage.ToString().ToUpperInvariant())),
            _ => throw new UnreachableException($"The stages are closed; {state.Stage} has no rule."),
        };
    }

    /// <summary>A later conclusion, after an answer that was long on its way, replaces the one before.</summary>
    private static Decision Conclude(ReceiveConclusion conclusion, ReceivedContactTest state)
    {
        // A store that was restored took the question, which came again, for one that comes too late: a failure stays true.
        bool isKept = state.Decline == ContactTestDecline.TooLate && conclusion.Outcome is not (ContactOutcome.Reached or ContactOutcome.Late);
        if (state.Stage == ReceivedContactTestStage.Declined && !isKept)
            return Decision.Refuse(CommonRefusals.NotInThisStage("conclude a contact test", "DECLINED"));
        // An answer may arrive late and make a pass of a failure; nothing makes a failure of a pass.
        bool isTakenBack = state.Outcome is ContactOutcome.Reached or ContactOutcome.Late
            && conclusion.Outcome is not (ContactOutcome.Reached or ContactOutcome.Late);
        if (isTakenBack || (state.Outcome == conclusion.Outcome && state.Correction == conclusion.Correction))
            return Decision.Accept();
        return state.Level == ContactLevel.Voice
            ? Decision.Accept(new VoiceConclusionReceived(
                conclusion.Stamp, conclusion.Proof, conclusion.Outcome, conclusion.Correction, conclusion.Word, conclusion.Language))
            : Decision.Accept(new ConclusionReceived(conclusion.Stamp, conclusion.Proof, conclusion.Outcome, conclusion.Correction));
    }

    private static DateTimeOffset AnswerDueAt(ReceivedContactTest state) => state.ReceivedAt + ContactTestRules.NoAnswerAfter;

    private static ReceivedContactTest Begin(
        Stamp stamp, Guid id, Guid testId, string country, ContactLevel level, ReceivedContactTestStage stage) => new()
        {
            Id = id,
            TestId = testId,
            Country = country,
            Level = level,
            Realm = stamp.Realm,
            Stage = stage,
            ReceivedAt = stamp.At,
        };
}
