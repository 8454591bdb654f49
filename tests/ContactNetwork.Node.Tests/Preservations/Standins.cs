using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>A duty desk that notes what is asked of it, and fails when told to.</summary>
internal sealed class RecordingDesk : IOnCallDesk
{
    private readonly ConcurrentDictionary<(OnCallOrder Order, DateTimeOffset At), bool> _asked = new();

    public ConcurrentQueue<OnCallOrder> Orders { get; } = new();

    /// <summary>Thrown at the next orders, as a defect of on-call would be; null for none.</summary>
    public Exception? Fault { get; set; }

    public string DeskPhone => "+999200100";

    public Task CarryOutAsync(WriteSession session, OnCallOrder order, Stamp stamp, CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        // A transaction that lost a race runs again as a whole, at the same instant of the tests' clock: it asks once.
        if (_asked.TryAdd((order, stamp.At), true))
            Orders.Enqueue(order);
        return Task.CompletedTask;
    }

    public Task<bool> PagePlainlyAsync(PlainPage page, CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>The causes of the alerts asked for so far.</summary>
    public IEnumerable<string> Causes => Orders.OfType<OnCallOrder.RaiseAlertAbout>().Select(order => order.Cause);
}

/// <summary>A network of XA, XB and XC, of which XC is suspended.</summary>
internal sealed class ThreeCountries(string own) : IPeerBook
{
    public bool IsActive(string country) => country != own && country is "XA" or "XB";

    /// <summary>What a country's node announced; a country that is not named was never met.</summary>
    public Dictionary<string, HashSet<string>> Announced { get; } = [];

    public IReadOnlySet<string>? FeaturesOf(string country) => Announced.GetValueOrDefault(country);

    public string? DeskPhone(string country) => $"+999{country[1] - 'A' + 1}00";
}
