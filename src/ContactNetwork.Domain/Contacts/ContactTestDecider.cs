using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.Contacts.ContactTestCommand;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;

namespace ContactNetwork.Domain.Contacts;

using Decision = Decision<ContactTestEvent>;

/// <summary>
/// The rules of testing another country: asked, delivered, acknowledged by a person there; concluded by what that country's
/// own clock says, or by silence. A voice test is concluded by what a person here met on the telephone.
/// </summary>
public static partial class ContactTestDecider
{
    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">The test; null when there is none yet.</param>
    public static Decision Decide(ContactTestCommand command, ContactTest? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is not null && state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());
        switch (command)
        {
            case PlanTest plan:
                return state is null
                    ? Decision.Accept(new TestPlanned(plan.Stamp, plan.Id, plan.Country, plan.Level, plan.StartAt))
                    : Decision.Accept();
            case StartTest start:
                return Start(start, state);
            case StartVoiceTest start:
                return StartVoice(start, state);
            case RestoreTest restore:
                return Restore(restore, state);
        }

        if (state is null)
            return Decision.Refuse(NotFound());
        return command switch
        {
            StartPlannedTest start => StartPlanned(start, state),
            RecordReceipt receipt => Receipted(receipt, state),
            RecordAcknowledgement taken => Acknowledged(taken, state),
            RecordDecline decline => Declined(decline, state),
            RecordVoiceResult result => Recorded(result, state),
            RestoreConclusion restore => Restore(restore, state),
            NoteNoAnswer silent => Unanswered(silent, state),
            PlanTest or StartTest or StartVoiceTest or RestoreTest => throw new UnreachableException("Decided above."),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    /// <summary>No such test.</summary>
    public static Refusal NotFound() => Refusal.Of(
        RefusalKind.NotFound, RefusalReasons.ContactTestNotFound, "No such contact test is known here. See `cn directory tests`.");

    private static Decision Start(StartTest start, ContactTest? state)
    {
        if (!start.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("begin a contact test by hand"));
        return state is null
            ? Decision.Accept(new TestStarted(start.Stamp, start.Id, start.Country, start.Level, start.MessageId))
            : Decision.Accept();
    }

    private static Decision StartPlanned(StartPlannedTest start, ContactTest state)
    {
        if (state.Stage != ContactTestStage.Planned || start.Stamp.At < state.PlannedFor)
            return Decision.Accept();
        return start.Stamp.At > state.PlannedFor + ContactTestRules.StartsWithin
            ? Decision.Accept(new TestDropped(start.Stamp))
            : Decision.Accept(new TestStarted(start.Stamp, state.Id, state.Country, state.Level, start.MessageId));
    }

    private static Decision Receipted(RecordReceipt receipt, ContactTest state)
    {
        if (state.Owed.FirstOrDefault(owed => owed.MessageId == receipt.MessageId) is not { } message)
            return Decision.Accept();
        bool isAsk = message.Kind == ContactTestMessageKind.Ask;
        if (receipt.IsTaken)
            return Decision.Accept(isAsk ? new TestDelivered(receipt.Stamp) : new ConclusionDelivered(receipt.Stamp, receipt.MessageId));

        TestMessageReturned returned = new(receipt.Stamp, receipt.MessageId, receipt.Code);
        return isAsk && state.Stage == ContactTestStage.Started
            ? Decision.Accept([returned, new TestConcluded(receipt.Stamp, ContactOutcome.Bounced, "The node sent the test back: see that it is up to date.", null)])
            : Decision.Accept(returned);
    }

    /// <summary>
    /// The tested country owns these facts, and its one clock measures both instants, so that skew between countries and the
    /// time on the way count for nothing.
    /// </summary>
    private static Decision Acknowledged(RecordAcknowledgement taken, ContactTest state)
    {
        // Nobody recorded the call in time, and the word about who took it was on its way: it changes nothing any more.
        if (state.AcknowledgedAt is not null || state is { Call: not null, Stage: ContactTestStage.Dropped })
            return Decision.Accept();
        if (state.Stage is ContactTestStage.Planned or ContactTestStage.Dropped or ContactTestStage.Declined)
            return Decision.Refuse(CommonRefusals.NotInThisStage("acknowledge a contact test", state.Stage.ToString().ToUpperInvariant()));
        TestAcknowledgedThere there = new(taken.Stamp, taken.Proof, taken.ReceivedAt, taken.Role, taken.Method);
        ImmutableArray<ContactTestEvent> known = taken.Witness is { } witness && state.StartedAt is { } startedAt
            && witness.Fits(state.Call?.ContactPointId ?? "", startedAt, taken.Stamp.At)
                ? [there, new ContactWitnessed(taken.Stamp, witness)]
                : [there];
        // Who took a call proves no voice: that is the caller's to say.
        if (state.Call is not null)
            return Decision.Accept(known);
        ContactOutcome outcome = taken.Proof.OccurredAt - taken.ReceivedAt <= ContactTestRules.OnTimeWithin
            ? ContactOutcome.Reached
            : ContactOutcome.Late;
        // What was restored after a loss was told before.
        if (state.Outcome == outcome)
            return Decision.Accept(known);
        return Decision.Accept([.. known, new TestConcluded(taken.Stamp, outcome, "", taken.ConclusionId)]);
    }

    private static Decision Declined(RecordDecline decline, ContactTest state) => state.Stage switch
    {
        ContactTestStage.Started or ContactTestStage.Delivered =>
            Decision.Accept(new TestDeclinedThere(decline.Stamp, decline.Proof, decline.Reason, decline.NextAt)),
        // Concluded by silence before: the test came there too late.
        ContactTestStage.Concluded or ContactTestStage.Declined => Decision.Accept(),
        // A call whose time ran out before the question had arrived: the answer to it is right.
        ContactTestStage.Dropped when state.Call is not null => Decision.Accept(),
        ContactTestStage.Planned or ContactTestStage.Dropped =>
            Decision.Refuse(CommonRefusals.NotInThisStage("decline a contact test", state.Stage.ToString().ToUpperInvariant())),
        _ => throw new UnreachableException($"The stages are closed; {state.Stage} has no rule."),
    };

    private static Decision Unanswered(NoteNoAnswer silent, ContactTest state)
    {
        if (AnswerDueAt(state) is not { } dueAt || silent.Stamp.At < dueAt)
            return Decision.Accept();
        if (state.Call is not null)
            return Decision.Accept(new TestDropped(silent.Stamp));
        return state.Stage == ContactTestStage.Delivered
            ? Decision.Accept(new TestConcluded(
                silent.Stamp, ContactOutcome.NoAnswer, "Nobody acknowledged the contact test: check who is paged, and when.", silent.ConclusionId))
            : Decision.Accept(new TestConcluded(
                silent.Stamp, ContactOutcome.NoAnswer, "The node did not take the contact test: check that it can be reached.", null));
    }

    /// <summary>When the wait for an answer ends; null while none is awaited.</summary>
    private static DateTimeOffset? AnswerDueAt(ContactTest state) => state.Stage switch
    {
        ContactTestStage.Started => (state.AwaitedFrom ?? state.StartedAt) + ContactTestRules.NoAnswerAfter,
        ContactTestStage.Delivered when state.Call is not null => state.DeliveredAt + VoiceTestRules.RecordedWithin,
        ContactTestStage.Delivered => state.DeliveredAt + ContactTestRules.NoAnswerAfter + ContactTestRules.AnswerTravels,
        _ => null,
    };
}
