using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>Takes the next steps of alerts.</summary>
internal sealed class AlertTimes(SubjectReaction subjects, ILogger<AlertTimes> log) : ITimedRoom
{
    public ImmutableArray<string> StreamKinds => [AlertStreams.Alerts.Name];

    /// <summary>One page too many does no harm; one too few may.</summary>
    public bool IsIrreversible(DueRow row) => false;

    public async Task ComeDueAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        Task Step() => session.DecideAsync(
            AlertStreams.Alerts,
            row.Stream,
            new AlertCommand.StartNextStep(session.Stamp(Actor.Clock)),
            cancellation);

        await (row.FailedBefore() ? subjects.RunMutedAsync(Step) : Step());
        log.StepTaken(row.Stream, row.Item.Key);
    }
}
