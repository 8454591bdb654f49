using System.Diagnostics;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Simulation;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks;

/// <summary>A network of XA and XB, with real nodes, and of simulated countries, with real endpoints in this process.</summary>
internal sealed class ScaleNetwork : IAsyncDisposable
{
    private const string NetworkId = "lab";
    private const int ContactPoints = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(3);

    private readonly LabNetwork lab;
    private readonly FoundedNetwork keys;
    private readonly SimulatedNetwork simulated;
    private readonly Desk lead;
    private readonly Desk leadOfB;
    private ReadSheet? sheet;
    private int edition;

    private ScaleNetwork(LabNetwork lab, FoundedNetwork keys, SimulatedNetwork simulated, Desk officer, Desk lead, Desk leadOfB) =>
        (this.lab, this.keys, this.simulated, Officer, this.lead, this.leadOfB) = (lab, keys, simulated, officer, lead, leadOfB);

    /// <summary>A case officer of XA.</summary>
    public Desk Officer { get; }

    /// <summary>Starts it, and waits until both nodes hold the sheets of all.</summary>
    public static async Task<ScaleNetwork> StartAsync(int members)
    {
        var ports = SimulatedNetwork.FreePorts(Codes().Take(members - 2));
        var lab = await LabNetwork.StartAsync(
            new LabOptions
            {
                Folder = Path.Combine(Path.GetTempPath(), $"contact-network-scale-{Environment.ProcessId}-{members}"),
                IsTemporary = true,
                IsDurable = true,
                NodeProgram = typeof(BenchNode).Assembly.Location,
                NodeArguments = ["serve"],
                OtherMembers = [.. ports.Select(port => new PlannedCountry(port.Key, $"Land of {port.Key}", new Uri($"https://127.0.0.1:{port.Value}")))],
            },
            Limit.Token);
        var keys = FoundedNetwork.Load(lab.NetworkFolder);
        // As far apart as a node's own Hellos in a network of this size.
        var stretch = Math.Clamp((double)(members - 1) / GreetingLimits.PeersAtFullPace, 1, GreetingLimits.StretchMax);
        var simulated = await SimulatedNetwork.StartAsync(
            new SimulationPlan
            {
                Network = keys,
                NetworkId = NetworkId,
                Ports = ports,
                Nodes = ["XA", "XB"],
                ContactPoints = ContactPoints,
                PauseMin = GreetingLimits.PauseMin * stretch,
                PauseMax = GreetingLimits.PauseMax * stretch,
            },
            Limit.Token);
        var (xa, xb) = (lab.Country("XA"), lab.Country("XB"));
        var network = new ScaleNetwork(
            lab,
            keys,
            simulated,
            await Desk.OpenAsync(xa, LabPeople.Officer, Limit.Token),
            await Desk.OpenAsync(xa, LabPeople.Lead, Limit.Token),
            await Desk.OpenAsync(xb, LabPeople.Lead, Limit.Token));
        await network.PublishFirstOfBAsync();
        await UntilAsync(async () => await network.HoldsAllAsync(network.lead) && await network.HoldsAllAsync(network.leadOfB), "both nodes hold all sheets");
        return network;
    }

    /// <summary>XA publishes a sheet with other numbers.</summary>
    /// <returns>How long it takes from the call until every other country holds it.</returns>
    public async Task<TimeSpan> PublishAsync()
    {
        var next = SimulatedSheets.SignNext(Content("XA", ++edition), sheet, keys.Countries["XA"], TimeProvider.System.GetUtcNow());
        var watch = Stopwatch.StartNew();
        await PublishAsync(lead, next);
        sheet = ReadSheet.Of(next).Sheet;
        var version = sheet!.Version;
        await UntilAsync(
            async () => simulated.Members.All(member => member.VersionOf("XA") >= version)
                && (await SheetsAsync(leadOfB)).GetValueOrDefault("XA") == sheet.Digest.Hex,
            $"version {version} of XA's sheet reaches all");
        return watch.Elapsed;
    }

    /// <summary>What XA's node, and the database server of both, use while nobody does anything.</summary>
    public async Task<(double NodePercent, double PostgresPercent)> IdleAsync(TimeSpan length)
    {
        var postgres = lab.Postgres!.ProcessId;
        var (node, server, watch) = (CpuClock.SecondsOf(lab.Country("XA").Node.ProcessId), CpuClock.SecondsOfFamily(postgres), Stopwatch.StartNew());
        await Task.Delay(length, Limit.Token);
        var seconds = watch.Elapsed.TotalSeconds;
        return (
            100 * (CpuClock.SecondsOf(lab.Country("XA").Node.ProcessId) - node) / seconds,
            100 * (CpuClock.SecondsOfFamily(postgres) - server) / seconds);
    }

    /// <summary>XB's node is away while every other country publishes several sheets and requests wait for it.</summary>
    /// <returns>How long its start takes until it is ready, and until it holds all sheets and nothing waits for it any more.</returns>
    public async Task<(TimeSpan Ready, TimeSpan Whole)> AwayAsync(int versions, int requests)
    {
        var node = lab.Country("XB").Node;
        await node.StopAsync();
        for (var version = 0; version < versions; version++)
        {
            simulated.MoveOn();
            var next = SimulatedSheets.SignNext(Content("XA", ++edition), sheet, keys.Countries["XA"], TimeProvider.System.GetUtcNow());
            await PublishAsync(lead, next);
            sheet = ReadSheet.Of(next).Sheet;
        }

        for (var request = 0; request < requests; request++)
            await Officer.FileAsync("XB", ContactNetwork.V1.Urgency.Routine);
        var watch = Stopwatch.StartNew();
        await node.StartAsync(Limit.Token);
        var ready = watch.Elapsed;
        await UntilAsync(async () => await HoldsAllAsync(leadOfB) && await WaitingAsync() == 0, "XB is whole");
        return (ready, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        Officer.Dispose();
        lead.Dispose();
        leadOfB.Dispose();
        await simulated.DisposeAsync();
        await lab.DisposeAsync();
        keys.Dispose();
    }

    private async Task PublishFirstOfBAsync() => await PublishAsync(
        leadOfB, SimulatedSheets.SignNext(Content("XB", 1), null, keys.Countries["XB"], TimeProvider.System.GetUtcNow()));

    private static Sheet Content(string country, int edition) =>
        SimulatedSheets.Content(NetworkId, Realm.Operational, country, ContactPoints, edition);

    private async Task PublishAsync(Desk desk, Envelope next)
    {
        var directory = keys.Countries[ReadSheet.Of(next).Sheet!.Country].DirectoryKeys.Select(key => key.Public.KeyId).ToHashSet();
        await desk.Contacts.PublishSheetAsync(
            new PublishSheetRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                Payload = next.Payload,
                Signatures = { next.Signatures.Where(signature => directory.Contains(signature.KeyId)) },
            },
            desk.Headers,
            cancellationToken: Limit.Token);
    }

    private async Task<bool> HoldsAllAsync(Desk desk)
    {
        var held = await SheetsAsync(desk);
        return simulated.NewestSheets.All(newest => held.GetValueOrDefault(newest.Key) == newest.Value)
            && (sheet is null || held.GetValueOrDefault("XA") == sheet.Digest.Hex)
            && held.GetValueOrDefault("XB", "").Length > 0;
    }

    private static async Task<Dictionary<string, string>> SheetsAsync(Desk desk) =>
        (await desk.Contacts.ListSheetsAsync(new ListSheetsRequest(), desk.Headers, cancellationToken: Limit.Token))
            .Sheets.ToDictionary(row => row.Country, row => row.Digest, StringComparer.Ordinal);

    private async Task<long> WaitingAsync() =>
        (await Officer.Peers.ListPeersAsync(new ListPeersRequest(), Officer.Headers, cancellationToken: Limit.Token))
            .Peers.Single(peer => peer.Country == "XB").Lanes.Sum(lane => lane.QueuedCount);

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (watch.Elapsed > WaitMax)
                throw new TimeoutException($"Waited {WaitMax.TotalMinutes} minutes until {what}.");
            await Task.Delay(Look, Limit.Token);
        }
    }

    /// <summary>Codes that name no state.</summary>
    private static IEnumerable<string> Codes() =>
        from first in Enumerable.Range('A', 26)
        from second in Enumerable.Range('A', 26)
        let code = $"{(char)first}{(char)second}"
        where first != 'X' && IsoNames.WordsOf(code).Length == 0
        select code;
}
