using System.Collections.Immutable;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>The real room, or one that fails.</summary>
internal sealed class SwitchedRoom(PreservationInbound room) : IInboundRoom
{
    public ImmutableArray<DispatchBody.BodyOneofCase> Bodies => room.Bodies;

    /// <summary>Decides for which message processing fails, and how; null for none.</summary>
    public Func<InboundDispatch, Exception?>? Fault { get; set; }

    public Task<Guid> FindCaseAsync(
        WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation) =>
        room.FindCaseAsync(session, skeleton, body, cancellation);

    public async Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        var answer = await room.ReceiveAsync(session, dispatch, cancellation);
        return Fault?.Invoke(dispatch) is { } fault ? throw fault : answer;
    }
}
