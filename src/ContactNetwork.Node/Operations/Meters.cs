using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ContactNetwork.Node.Operations;

/// <summary>
/// Every metric and the source of spans of this node, by name. Labels are countries, lanes, kinds and codes: never a
/// reference number, a person or any case content.
/// </summary>
internal static class Meters
{
    /// <summary>The name of the meter and of the span source.</summary>
    public const string SourceName = "ContactNetwork.Node";

    private static readonly Meter Meter = new(SourceName);

    /// <summary>Makes the spans of work that no incoming call makes: a clerk's act, a dispatch on its way.</summary>
    public static readonly ActivitySource Spans = new(SourceName);

    /// <summary>Counts commands by command and outcome (ACCEPTED once they are committed, or the reason of the refusal).</summary>
    public static readonly Counter<long> Commands = Meter.CreateCounter<long>("contact_network_commands", description: "Commands decided, by command and outcome.");

    /// <summary>Counts whole commands that were tried again after a lost race.</summary>
    public static readonly Counter<long> Retries = Meter.CreateCounter<long>("contact_network_command_retries", description: "Commands tried again after a lost race.");

    /// <summary>Counts dispatches handed over, by peer, lane and outcome of the receipt.</summary>
    public static readonly Counter<long> DispatchesSent = Meter.CreateCounter<long>("contact_network_dispatches_sent", description: "Dispatches answered by a receipt, by peer, lane and outcome.");

    /// <summary>Counts dispatches received, by peer, lane and outcome given.</summary>
    public static readonly Counter<long> DispatchesReceived = Meter.CreateCounter<long>("contact_network_dispatches_received", description: "Dispatches received, by peer, lane and outcome.");

    /// <summary>Counts tries to reach a peer, by peer, lane and result.</summary>
    public static readonly Counter<long> DeliveryAttempts = Meter.CreateCounter<long>("contact_network_delivery_attempts", description: "Deliver calls, by peer, lane and result.");

    /// <summary>Measures the time from the filing's commit to the peer's receipt.</summary>
    public static readonly Histogram<double> DeliverySeconds = Meter.CreateHistogram<double>("contact_network_delivery_seconds", "s", "Time from the commit that owed a dispatch to its receipt, by lane.");

    /// <summary>Counts page attempts, by channel and result.</summary>
    public static readonly Counter<long> PageAttempts = Meter.CreateCounter<long>("contact_network_page_attempts", description: "Attempts to page a person, by channel and result.");

    /// <summary>Measures the time from an alert to its first page.</summary>
    public static readonly Histogram<double> FirstPageSeconds = Meter.CreateHistogram<double>("contact_network_first_page_seconds", "s", "Time from an alert to the first page handed to a channel.");

    /// <summary>Counts alerts raised, by cause and urgency.</summary>
    public static readonly Counter<long> AlertsRaised = Meter.CreateCounter<long>("contact_network_alerts_raised", description: "Alerts raised, by cause and urgency.");

    /// <summary>Counts refused handshakes and calls on the peers' port, by reason.</summary>
    public static readonly Counter<long> PeersRefused = Meter.CreateCounter<long>("contact_network_peers_refused", description: "Connections and calls refused on the peers' port, by reason.");

    /// <summary>Shows <see cref="HorizonAge"/>.</summary>
    public static readonly ObservableGauge<double> Horizon = Meter.CreateObservableGauge(
        "contact_network_horizon_age", () => HorizonAge, "s", "For how long an open transaction somewhere in the cluster has held resume tokens back.");

    /// <summary>For how long an open transaction somewhere in the cluster has held resume tokens back, in seconds.</summary>
    public static double HorizonAge { get; set; }

    /// <summary>Counts a command that was committed, or refused for a reason.</summary>
    public static void CountCommand(string command, string outcome) => Commands.Add(1, new("command", command), new("outcome", outcome));

    /// <summary>Shows a figure that is read when it is asked for.</summary>
    public static void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> read) =>
        Meter.CreateObservableGauge(name, read, unit, description);
}
