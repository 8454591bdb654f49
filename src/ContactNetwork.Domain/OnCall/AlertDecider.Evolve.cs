using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.OnCall.AlertEvent;

namespace ContactNetwork.Domain.OnCall;

public static partial class AlertDecider
{
    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static Alert Evolve(Alert? state, AlertEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (fact is AlertRaised raised)
            return Begin(raised);
        if (state is null)
            throw new UnreachableException("An alert begins with AlertRaised.");

        return fact switch
        {
            AlertRaised => throw new UnreachableException("Folded above."),
            StepStarted started => state with
            {
                Stage = started.Step == 1 ? state.Stage : Later(state.Stage, AlertStage.Escalated),
                Step = started.Step,
                NextStepAt = started.NextStepAt,
                Pages = state.Pages.AddRange(Pages(state.Ladder.Steps[started.Step - 1].Targets, started.Step, started.Stamp)),
            },
            StepWasEmpty empty => state with { Step = empty.Step, EmptySteps = state.EmptySteps.Add(empty.Step) },
            AlertNotified notified => Sent(state, notified.Page) with
            {
                Stage = Later(state.Stage, AlertStage.Notified),
                NotifiedAt = notified.Stamp.At,
            },
            PageSent sent => Sent(state, sent.Page),
            PageFailed failed => state.WithPage(failed.Page, PageStage.Failing),
            AlertMissed missed => state with { Stage = AlertStage.Missed, NextStepAt = missed.NextAlarmAt },
            // The pages of the old ladder lead to nobody, so none is owed any more.
            LadderReplaced replaced => state with { Ladder = replaced.Ladder, Pages = [] },
            AlertAlarmedAgain again => AlarmedAgain(state, again),
            AlertAcknowledged taken => Ended(state, taken.Stamp, AlertStage.Acknowledged) with { AcknowledgedBy = taken.Stamp.Actor },
            AlertCancelled cancelled => Ended(state, cancelled.Stamp, AlertStage.Cancelled),
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    private static Alert Begin(AlertRaised raised) => new()
    {
        Id = raised.Id,
        Subject = raised.Subject,
        Cause = raised.Cause,
        Urgency = raised.Urgency,
        Purpose = raised.Purpose,
        Realm = raised.Stamp.Realm,
        Ladder = raised.Ladder,
        Stage = AlertStage.Raised,
        RaisedAt = raised.Stamp.At,
    };

    /// <summary>Everybody on the ladder is paged once more; what earlier alarms still owed is replaced by this.</summary>
    private static Alert AlarmedAgain(Alert state, AlertAlarmedAgain again)
    {
        int ladderSteps = state.Ladder.Steps.Length;
        IEnumerable<PageTarget> everybody = state.Ladder.Steps.SelectMany(step => step.Targets).Distinct();
        return state with
        {
            AlarmRounds = again.Round,
            NextStepAt = again.NextAlarmAt,
            Pages =
            [
                .. state.Pages.Where(page => page.Key.Step <= ladderSteps),
                .. Pages([.. everybody], ladderSteps + again.Round, again.Stamp),
            ],
        };
    }

    private static Alert Ended(Alert state, Stamp stamp, AlertStage stage) =>
        state with { Stage = stage, NextStepAt = null, EndedAt = stamp.At };

    private static Alert Sent(Alert state, PageKey key) => state.WithPage(key, PageStage.Sent);

    private static Alert WithPage(this Alert state, PageKey key, PageStage stage) =>
        state with { Pages = [.. state.Pages.Select(page => page.Key == key ? page with { Stage = stage } : page)] };

    private static IEnumerable<Page> Pages(ImmutableArray<PageTarget> targets, int step, Stamp stamp) =>
        targets.Select(target => new Page(new PageKey(step, target), stamp.At, PageStage.Owed));

    private static AlertStage Later(AlertStage one, AlertStage other) => one > other ? one : other;
}
