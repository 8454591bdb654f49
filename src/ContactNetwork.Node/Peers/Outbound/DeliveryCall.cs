using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using Google.Rpc;
using Grpc.Core;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>What became of a call.</summary>
internal abstract record CallResult
{
    private CallResult()
    {
    }

    /// <summary>The peer answered, perhaps for a prefix only.</summary>
    public sealed record Answered(IReadOnlyList<DispatchResult> Results) : CallResult;

    /// <summary>The peer did not answer.</summary>
    /// <param name="Error">A code for people.</param>
    /// <param name="Kind">What it means.</param>
    public sealed record Failed(string Error, CallFailure Kind) : CallResult;
}

/// <summary>What a failed call means.</summary>
internal enum CallFailure
{
    /// <summary>The peer could not be reached, or can't take anything now.</summary>
    Unreachable,

    /// <summary>The peer was too slow: the next batch is smaller.</summary>
    TooSlow,

    /// <summary>The peer's machine refuses us for a reason that waiting may not end: the desk is called.</summary>
    Refused,
}

/// <summary>Calls Deliver on a peer, on the lane's own connection.</summary>
internal sealed class DeliveryCall(PeerChannels channels)
{
    /// <summary>How long a delivery in the urgent lane may take.</summary>
    public static readonly TimeSpan UrgentTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a delivery in the other lanes may take.</summary>
    public static readonly TimeSpan OtherTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Hands over a batch.</summary>
    public async Task<CallResult> DeliverAsync(
        string peer, Lane lane, IReadOnlyList<OutboxRow> batch, CancellationToken cancellation)
    {
        var use = lane.Code();
        if (channels.Open(peer, use) is not { } channel)
            return Count(peer, use, new CallResult.Failed("NO_ENDPOINT", CallFailure.Unreachable));
        var request = new DeliverRequest { Dispatches = { batch.Select(row => row.ToMessage()) } };
        var spans = Trace(peer, use, request);
        try
        {
            // Real time, even where a test moves the clock: the transport counts by it.
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + (lane == Lane.Urgent ? UrgentTimeout : OtherTimeout);
            var response = await channel.Exchange.DeliverAsync(request, deadline: deadline, cancellationToken: cancellation);
            return Count(peer, use, response.Results.Count is var count && count > 0 && count <= batch.Count
                ? new CallResult.Answered(response.Results)
                : new CallResult.Failed("ANSWER_MALFORMED", CallFailure.Refused));
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            // We gave the call up ourselves: that is no fault of the peer's.
            throw new OperationCanceledException(cancellation);
        }
        catch (RpcException fault)
        {
            var failed = Read(fault, channel);
            if (failed.Kind == CallFailure.Unreachable)
                channels.Failed(channel, peer, use);
            return Count(peer, use, failed);
        }
        catch (ObjectDisposedException)
        {
            // A change of trust closed the channel between opening and calling.
            return Count(peer, use, new CallResult.Failed("TRUST_CHANGED", CallFailure.Unreachable));
        }
        finally
        {
            foreach (var span in spans)
                span.Stop();
        }
    }

    /// <summary>Starts a span for each dispatch in the trace that it belongs to, and has the dispatch name it. Best effort.</summary>
    private static List<Activity> Trace(string peer, string lane, DeliverRequest request)
    {
        var current = Activity.Current;
        var spans = new List<Activity>();
        foreach (var dispatch in request.Dispatches.Where(dispatch => dispatch.TraceParent.Length > 0))
        {
            if (TraceContext.OfDispatch("deliver", ActivityKind.Producer, dispatch.TraceParent, peer, lane) is not { Id: { } id } span)
                continue;
            dispatch.TraceParent = id;
            spans.Add(span);
            Activity.Current = current;
        }

        return spans;
    }

    /// <summary>What a fault of a call to a peer means.</summary>
    internal static CallResult.Failed Read(RpcException fault, PeerChannel channel)
    {
        if (channel.LastFault is { } certificate)
            return new($"CERTIFICATE_{certificate}", CallFailure.Unreachable);
        var reason = ReasonOf(fault);
        return fault.StatusCode switch
        {
            StatusCode.DeadlineExceeded => new("TOO_SLOW", CallFailure.TooSlow),
            StatusCode.Unavailable when reason is RefusalReasons.MemberSuspended or RefusalReasons.PeerSuspended => new(reason, CallFailure.Refused),
            StatusCode.Unavailable or StatusCode.Cancelled => new(reason ?? "UNREACHABLE", CallFailure.Unreachable),
            StatusCode.ResourceExhausted => new(reason ?? "RESOURCE_EXHAUSTED", CallFailure.TooSlow),
            StatusCode.Internal when reason is null => new("UNREACHABLE", CallFailure.Unreachable),
            var code => new(reason ?? code.ToString(), CallFailure.Refused),
        };
    }

    /// <summary>The peer's reason where it is a code; its words are stored, logged and shown, so that nothing else may be.</summary>
    private static string? ReasonOf(RpcException fault)
    {
        try
        {
            var reason = fault.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;
            return reason is not null && PlainText.IsCode(reason, ReasonCharactersMax) ? reason : null;
        }
        catch (Exception unreadable) when (unreadable is Google.Protobuf.InvalidProtocolBufferException or FormatException)
        {
            return null;
        }
    }

    private const int ReasonCharactersMax = 63;

    private static CallResult Count(string peer, string lane, CallResult result)
    {
        Meters.DeliveryAttempts.Add(
            1,
            new("peer", peer),
            new("lane", lane),
            new KeyValuePair<string, object?>("result", result is CallResult.Failed failed ? failed.Error : "ANSWERED"));
        return result;
    }
}
