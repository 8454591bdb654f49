using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A desk that records what it is asked, or fails when a test says so.</summary>
internal sealed class FailingDesk : IOnCallDesk
{
    public Exception? Fault { get; set; }

    /// <summary>Decides which order takes longer than the store lets a statement run.</summary>
    public Func<OnCallOrder, bool> IsSlow { get; set; } = static _ => false;

    public ConcurrentQueue<OnCallOrder> Orders { get; } = new();

    public string DeskPhone => "+99912345";

    public async Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        if (IsSlow(order))
            await SlowStatement.RunAsync(session, cancellation);
        Orders.Enqueue(order);
    }
}
