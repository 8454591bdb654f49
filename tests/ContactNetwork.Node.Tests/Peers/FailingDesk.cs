using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A desk that records what it is asked, or fails when a test says so.</summary>
internal sealed class FailingDesk : IOnCallDesk
{
    public Exception? Fault { get; set; }

    /// <summary>The subject of whose alert the desk takes too long.</summary>
    public Guid? SlowAt { get; set; }

    public ConcurrentQueue<OnCallOrder> Orders { get; } = new();

    public ConcurrentQueue<PlainPage> PlainPages { get; } = new();

    public string DeskPhone => "+99912345";

    public Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        if (SlowAt is { } slow && order is OnCallOrder.RaiseAlertAbout about && about.Subject.Id == slow)
            throw new TimeoutException("This call takes too long.");
        Orders.Enqueue(order);
        return Task.CompletedTask;
    }

    public Task<bool> PagePlainlyAsync(PlainPage page, CancellationToken cancellation)
    {
        PlainPages.Enqueue(page);
        return Task.FromResult(true);
    }
}
