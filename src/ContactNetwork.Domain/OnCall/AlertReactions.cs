using System.Collections.Immutable;
using System.Diagnostics;

namespace ContactNetwork.Domain.OnCall;

/// <summary>What an alert's facts tell the room that owns its subject. Pure.</summary>
public static class AlertReactions
{
    /// <summary>The notices that follow from a fact.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="state">The alert after it.</param>
    public static ImmutableArray<SubjectNotice> Of(AlertEvent fact, Alert state)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(state);
        return fact switch
        {
            AlertEvent.AlertNotified notified =>
            [
                new SubjectNotice.DeskWasPaged(state.Subject, state.Cause, state.RaisedAt, notified.Stamp.At, notified.Page.Target.Method),
            ],
            AlertEvent.AlertAcknowledged taken => [new SubjectNotice.AlertWasTaken(state.Subject, state.Cause, taken.Stamp.Actor)],
            AlertEvent.AlertMissed => [new SubjectNotice.AlertWasMissed(state.Subject, state.Cause)],
            AlertEvent.AlertRaised
                or AlertEvent.StepStarted
                or AlertEvent.StepWasEmpty
                or AlertEvent.PageSent
                or AlertEvent.PageFailed
                or AlertEvent.LadderReplaced
                or AlertEvent.AlertAlarmedAgain
                or AlertEvent.AlertCancelled => [],
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no reaction."),
        };
    }
}
