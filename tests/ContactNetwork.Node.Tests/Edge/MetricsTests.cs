using System.Diagnostics.Metrics;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

public sealed class MetricsTests : IDisposable
{
    private const int AtOnce = 8;

    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => lab.Dispose();

    [Fact]
    public async Task Every_metric_is_measured_and_scraped()
    {
        await using var peer = await ScriptedPeer.StartAsync(lab, "XA", "XB");
        await using var node = await WholeNode.StartAsync(lab, "XB");
        using var xa = new RawPeer(lab);
        node.Get<Alarms>().Set("ALARM_OF_A_TEST", true);

        await node.FileAsync("XA");
        var incomplete = Samples.Request("XA");
        incomplete.Content.Necessity = "";
        var refused = await PeopleNode.RefusalAsync(async () => await node.Preservations.FilePreservationAsync(
            incomplete, node.As(Role.CaseOfficer), cancellationToken: Cancellation));
        await xa.DeliverOneAsync(xa.Next());
        await StrangerAsync(node);

        await ScrapedAsync(node, "contact_network_commands_total", "command=\"FilePreservation\"", "outcome=\"ACCEPTED\"");
        await ScrapedAsync(node, "contact_network_commands_total", $"outcome=\"{refused.Info.Reason}\"");
        await ScrapedAsync(node, "contact_network_alarm", "code=\"ALARM_OF_A_TEST\"");
        await Eventually.Async(async () => await RaceAsync(node, xa), Deadlines.OverSockets, Cancellation, "a command lost a race and was tried again");
        foreach (var name in Names())
            await ScrapedAsync(node, name);
    }

    /// <summary>The metrics that there are, by their own registration.</summary>
    private static IReadOnlyList<string> Names()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == Meters.SourceName)
                    names.Add(instrument.Name);
            },
        };
        listener.Start();
        Assert.Contains("contact_network_horizon_age", names);
        Assert.Contains("contact_network_command_retries", names);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Many take one alert at once; whether a command was tried again is in the scrape.</summary>
    private static async Task<bool> RaceAsync(WholeNode node, RawPeer xa)
    {
        await xa.DeliverOneAsync(xa.Next());
        var open = await node.OnCall.ListAlertsAsync(new ListAlertsRequest { IsOpenOnly = true }, node.As(Role.DutyOfficer), cancellationToken: Cancellation);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => node.OnCall.AcknowledgeAlertAsync(
            new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString("D"), Name = open.Alerts[0].Name },
            node.As(Role.DutyOfficer),
            cancellationToken: Cancellation).ResponseAsync));
        return (await ScrapeAsync(node)).Any(line => line.StartsWith("contact_network_command_retries", StringComparison.Ordinal));
    }

    /// <summary>Somebody without a certificate knocks at the peers' port.</summary>
    private static async Task StrangerAsync(WholeNode node)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, found, _, _) => found is not null } };
        using var stranger = new HttpClient(handler);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stranger.GetAsync(node.Peers, Cancellation));
    }

    private static Task ScrapedAsync(WholeNode node, string name, params string[] labels) => Eventually.Async(
        async () => (await ScrapeAsync(node)).Any(line =>
            line.StartsWith(name, StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal))),
        Deadlines.OverSockets,
        Cancellation,
        $"{name} {string.Join(' ', labels)} is scraped");

    private static async Task<string[]> ScrapeAsync(WholeNode node)
    {
        using var response = await node.Http.GetAsync(new Uri(node.Operations, OperationsModule.MetricsPath), Cancellation);
        return (await response.Content.ReadAsStringAsync(Cancellation)).Split('\n');
    }
}
