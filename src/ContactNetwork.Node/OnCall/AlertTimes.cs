using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>Takes the next steps of alerts.</summary>
internal sealed class AlertTimes(SubjectReaction subjects, DutyList duty, ILogger<AlertTimes> log) : ITimedRoom
{
    public ImmutableArray<string> StreamKinds => [AlertStreams.Alerts.Name];

    /// <summary>One page too many does no harm; one too few may.</summary>
    public bool IsIrreversible(DueRow row) => false;

    public async Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var alert = await session.FindAsync(AlertStreams.Alerts, row.Stream, cancellation);
        var replacement = alert is { Stage: AlertStage.Missed } ? duty.ReplacementOf(alert.Ladder, alert.Urgency) : null;
        Task Step() => session.DecideAsync(
            AlertStreams.Alerts,
            row.Stream,
            new AlertCommand.StartNextStep(session.Stamp(Actor.Clock), replacement),
            cancellation);

        await (SubjectReaction.IsLeftOut(row) ? subjects.RunMutedAsync(Step) : Step());
        log.StepTaken(row.Stream, row.Item.Key);
    }
}
