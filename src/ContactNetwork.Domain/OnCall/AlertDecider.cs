using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.OnCall.AlertCommand;
using static ContactNetwork.Domain.OnCall.AlertEvent;

namespace ContactNetwork.Domain.OnCall;

using Decision = Decision<AlertEvent>;

/// <summary>The rules of an alert: step by step up its ladder until a person takes it; it never gives up.</summary>
public static partial class AlertDecider
{
    /// <summary>The least time between two steps or alarms, whatever the ladder says.</summary>
    public static TimeSpan SpacingMin { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Alarms at the ladder's own rate; after these they come at <see cref="LateAlarmEvery"/>, but never end.</summary>
    public const int FullRateAlarmsMax = 36;

    /// <summary>The rate of alarms after <see cref="FullRateAlarmsMax"/>, unless the ladder's own is slower.</summary>
    public static TimeSpan LateAlarmEvery { get; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">The alert; null when there is none yet.</param>
    public static Decision Decide(AlertCommand command, Alert? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command is RaiseAlert raise)
            return Raise(raise, state);
        if (state is null)
            return Decision.Refuse(Refusal.Of(RefusalKind.NotFound, RefusalReasons.AlertNotFound, "No such alert; list the alerts."));
        if (state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());

        return command switch
        {
            RaiseAlert => throw new UnreachableException("Decided above."),
            StartNextStep next => TakeNextStep(next, state),
            RecordPageSent sent => RecordSent(sent, state),
            RecordPageFailed failed => RecordFailed(failed, state),
            AcknowledgeAlert acknowledge => Acknowledge(acknowledge, state),
            CancelAlert cancel => state.IsOpen
                ? Decision.Accept(new AlertCancelled(cancel.Stamp, cancel.Reason))
                : Decision.Accept(),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    private static Decision Raise(RaiseAlert raise, Alert? state)
    {
        if (state is not null)
        {
            bool isSame = state.Id == raise.Id && state.Subject == raise.Subject && state.Cause == raise.Cause;
            return isSame
                ? Decision.Accept()
                : Decision.Refuse(Refusal.Of(RefusalKind.AlreadyExists, RefusalReasons.RequestIdReused, "This id names another alert."));
        }

        return Decision.Accept(
        [
            new AlertRaised(raise.Stamp, raise.Id, raise.Subject, raise.Cause, raise.Urgency, raise.Purpose, raise.Ladder),
            .. Climb(raise.Ladder, fromStep: 1, raise.Stamp),
        ]);
    }

    private static Decision TakeNextStep(StartNextStep next, Alert state)
    {
        if (!state.IsOpen || state.NextStepAt is not { } dueAt || next.Stamp.At < dueAt)
            return Decision.Accept();
        if (state.Stage != AlertStage.Missed)
            return Decision.Accept(Climb(state.Ladder, state.Step + 1, next.Stamp));

        Ladder ladder = next.Replacement ?? state.Ladder;
        int round = state.AlarmRounds + 1;
        TimeSpan every = round < FullRateAlarmsMax ? ladder.AlarmEvery : Longer(ladder.AlarmEvery, LateAlarmEvery);
        AlertAlarmedAgain again = new(next.Stamp, round, next.Stamp.At + Longer(every, SpacingMin));
        return next.Replacement is null
            ? Decision.Accept(again)
            : Decision.Accept([new LadderReplaced(next.Stamp, ladder), again]);
    }

    /// <summary>
    /// Starts the first step from here on that has somebody to page; the gaps before it are recorded. Where none has, the
    /// alert is missed at once. Each step runs for its whole time from the moment it really began.
    /// </summary>
    private static ImmutableArray<AlertEvent> Climb(Ladder ladder, int fromStep, Stamp stamp)
    {
        ImmutableArray<AlertEvent>.Builder facts = ImmutableArray.CreateBuilder<AlertEvent>();
        for (int step = fromStep; step <= ladder.Steps.Length; step++)
        {
            if (!ladder.Steps[step - 1].Targets.IsEmpty)
            {
                facts.Add(new StepStarted(stamp, step, stamp.At + Duration(ladder, step)));
                return facts.ToImmutable();
            }

            facts.Add(new StepWasEmpty(stamp, step));
        }

        facts.Add(new AlertMissed(stamp, stamp.At + Longer(ladder.AlarmEvery, SpacingMin)));
        return facts.ToImmutable();
    }

    private static TimeSpan Duration(Ladder ladder, int step)
    {
        TimeSpan end = step < ladder.Steps.Length ? ladder.Steps[step].After : ladder.MissedAfter;
        return Longer(end - ladder.Steps[step - 1].After, SpacingMin);
    }

    private static Decision RecordSent(RecordPageSent sent, Alert state)
    {
        // A page of an older alarm round is forgotten; a page after the end makes no difference to anybody.
        if (!state.IsOpen || state.FindPage(sent.PageKey) is not { Stage: not PageStage.Sent } page)
            return Decision.Accept();

        return Decision.Accept(state.NotifiedAt is null
            ? new AlertNotified(sent.Stamp, page.Key)
            : new PageSent(sent.Stamp, page.Key));
    }

    private static Decision RecordFailed(RecordPageFailed failed, Alert state)
    {
        if (!state.IsOpen || state.FindPage(failed.PageKey) is not { Stage: PageStage.Owed } page)
            return Decision.Accept();

        PageFailed fact = new(failed.Stamp, page.Key, failed.Failure);
        bool isLadderLeft = state.Stage != AlertStage.Missed && state.Step < state.Ladder.Steps.Length;
        bool isStepLost = state.Pages
            .Where(other => other.Key.Step == state.Step)
            .All(other => other.Stage == PageStage.Failing || other == page);

        // Nobody of this step can be reached now: waiting for its end would be time lost.
        return isLadderLeft && isStepLost
            ? Decision.Accept([fact, .. Climb(state.Ladder, state.Step + 1, failed.Stamp)])
            : Decision.Accept(fact);
    }

    private static Decision Acknowledge(AcknowledgeAlert acknowledge, Alert state)
    {
        if (!acknowledge.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("acknowledge an alert"));

        return state.Stage switch
        {
            AlertStage.Acknowledged => Decision.Accept(),
            AlertStage.Cancelled => Decision.Refuse(CommonRefusals.NotInThisStage("acknowledge an alert", "CANCELLED")),
            AlertStage.Raised or AlertStage.Notified or AlertStage.Escalated or AlertStage.Missed =>
                Decision.Accept(new AlertAcknowledged(acknowledge.Stamp, IsLate: state.Stage == AlertStage.Missed)),
            _ => throw new UnreachableException($"The stages are closed; {state.Stage} has no rule."),
        };
    }

    private static Page? FindPage(this Alert state, string key) =>
        state.Pages.FirstOrDefault(page => page.Key.ToString() == key);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
