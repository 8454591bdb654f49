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

    /// <summary>Decides for which message processing takes longer than the store lets a statement run.</summary>
    public Func<InboundDispatch, bool> IsSlow { get; set; } = static _ => false;

    public Task<Guid> FindCaseAsync(
        WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation) =>
        room.FindCaseAsync(session, skeleton, body, cancellation);

    public async Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        if (IsSlow(dispatch))
            await SlowStatement.RunAsync(session, cancellation);
        var answer = await room.ReceiveAsync(session, dispatch, cancellation);
        return Fault?.Invoke(dispatch) is { } fault ? throw fault : answer;
    }
}
