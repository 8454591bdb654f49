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

    public ConcurrentQueue<OnCallOrder> Orders { get; } = new();

    public string DeskPhone => "+99912345";

    public Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        Orders.Enqueue(order);
        return Task.CompletedTask;
    }
}
