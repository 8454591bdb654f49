using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>Between requests and the duty desk: what facts ask of on-call, and what the desk's word means for a request.</summary>
internal sealed class PreservationDesk(IOnCallDesk desk, ReferenceNumbers numbers)
    : IReaction<RequestingPreservation, RequestingPreservationEvent>, IReaction<RequestedPreservation, RequestedPreservationEvent>, ISubjectRoom
{
    public string Name => "preservation to desk";

    public string SubjectKind => PreservationReactions.SubjectKind;

    public string Collection => PreservationName.Collection;

    public Task ReactAsync(
        WriteSession session, Guid streamId, RequestingPreservation state, RequestingPreservationEvent fact, CancellationToken cancellation) =>
        OrderAsync(session, PreservationReactions.Of(fact, state), fact.Stamp, cancellation);

    public Task ReactAsync(
        WriteSession session, Guid streamId, RequestedPreservation state, RequestedPreservationEvent fact, CancellationToken cancellation) =>
        OrderAsync(session, PreservationReactions.Of(fact, state), fact.Stamp, cancellation);

    public async Task TellAsync(WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation)
    {
        // Alerts about requests that this country filed concern nobody's acknowledgement here.
        if (await session.FindAsync(PreservationStreams.Requested, notice.Subject.Id, cancellation) is not { } state)
            return;
        var number = notice is SubjectNotice.AlertWasTaken ? await numbers.NextAsync(session.Now.Year, cancellation) : "";
        var command = PreservationReactions.CommandFor(
            notice, state, stamp, Guid.CreateVersion7(session.Now), number, desk.DeskPhone);
        if (command is not null)
            await session.DecideAsync(PreservationStreams.Requested, state.Id, command, cancellation);
    }

    private async Task OrderAsync(WriteSession session, IEnumerable<OnCallOrder> orders, Stamp stamp, CancellationToken cancellation)
    {
        foreach (var order in orders)
            await desk.CarryOutAsync(session, order, stamp, cancellation);
    }
}
