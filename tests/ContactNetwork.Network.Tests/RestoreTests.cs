using System.Diagnostics;
using ContactNetwork.Client;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;

namespace ContactNetwork.Network.Tests;

/// <summary>Yesterday's dump put back under a real node, while its partner goes on working.</summary>
public sealed class RestoreTests(SharedLab shared)
{
    private const int Filings = 4;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Yesterday_s_dump_restored_under_traffic_loses_nothing_that_the_partner_holds_and_doubles_nothing()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.True(File.Exists(Tool("pg_dump")), "pg_dump is not installed where PostgreSQL's other programs are looked for: no restore can be tested.");
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var requested = new CountryView(xb, LabPeople.Duty);
        await xb.LoginAsync(LabPeople.Officer, cancellation);
        await xa.LoginAsync(LabPeople.Duty, cancellation);
        using var partner = new CountryView(xb, LabPeople.Officer);
        using var receiving = new CountryView(xa, LabPeople.Duty);
        List<string> references = [await FileAsync(requesting, requested)];
        string dump = Path.Combine(lab.Folder, "yesterday.dump");
        await RunAsync("pg_dump", cancellation, "--format=custom", "--schema=node", $"--file={dump}", Uri(xa));

        for (int round = 0; round < Filings; round++)
            references.Add(await FileAsync(requesting, requested));
        await AcknowledgeAsync(requested, references[^1]);
        await requesting.WaitAsync(references[^1], one => one.Row.Stage == PreservationStage.Acknowledged, Recovery, "acknowledged");

        // From now on the partner files without a pause, also while the node is down and while it is brought up to date.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<List<string>> traffic = FileOnAsync(partner, ends.Token);
        await xa.Node.KillAsync();
        // The partner goes on: what it says now must reach the restored node, too.
        await AcknowledgeAsync(requested, references[1]);
        await ExecuteAsync(xa, "drop schema node cascade", cancellation);
        await RunAsync("pg_restore", cancellation, "--exit-on-error", $"--dbname={Uri(xa)}", dump);
        await xa.Node.LaunchAsync();
        await xa.Node.WaitReadyAsync(cancellation);

        foreach (string reference in references)
            await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Recovery, "known again, as delivered");
        foreach (string reference in new[] { references[1], references[^1] })
            await requesting.WaitAsync(reference, one => one.Row.Stage == PreservationStage.Acknowledged, Recovery, "acknowledged again");
        references.Add(await FileAsync(requesting, requested));
        await ends.CancelAsync();
        List<string> fromPartner = await traffic;
        Assert.True(fromPartner.Count > Filings, $"Only {fromPartner.Count} requests were filed meanwhile.");
        foreach (string reference in fromPartner)
            await receiving.WaitAsync(reference, _ => true, Recovery, "received, though it was filed around the restore");
        Assert.All(
            (await receiving.RowsAsync()).Where(row => fromPartner.Contains(row.Reference)).CountBy(row => row.Reference),
            count => Assert.Equal(1, count.Value));
        Assert.Equal(references.Count, references.Distinct().Count());

        PeerRestore restore = (await requesting.Node.Peers.ListRestoresAsync(new ListRestoresRequest(), cancellationToken: cancellation)).Restores.Single();
        Assert.Equal(RestoreState.Done, restore.State);
        Assert.True(restore.RebuiltCount >= Filings, restore.ToString());
        await Eventually.Async(
            async () => (await requested.Node.Peers.GetPeerAsync(
                new GetPeerRequest { Name = requested.Name("peers", "xa") }, cancellationToken: cancellation))
                .Peer is { Forks.Count: 0 } peer && peer.Lanes.All(lane => lane.StopReason.Length == 0),
            Recovery, cancellation, "XB shows no fork and no stopped lane");
        Assert.All(
            (await requested.RowsAsync()).Where(row => references.Contains(row.Reference)).CountBy(row => row.Reference),
            count => Assert.Equal(1, count.Value));
    }

    private static async Task<string> FileAsync(CountryView requesting, CountryView requested)
    {
        string reference = (await requesting.FileAsync(Requests.New(), Recovery)).Reference;
        await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Recovery, "delivered");
        await requested.WaitAsync(reference, _ => true, Recovery, "received");
        return reference;
    }

    private static async Task<List<string>> FileOnAsync(CountryView partner, CancellationToken ends)
    {
        var filed = new List<string>();
        while (!ends.IsCancellationRequested)
        {
            filed.Add((await partner.FileAsync(Requests.New("XA"), Recovery)).Reference);
            await Task.Delay(Between, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return filed;
    }

    private static Task AcknowledgeAsync(CountryView requested, string reference) => Eventually.Async(
        async () =>
        {
            try
            {
                await requested.Node.Preservations.AcknowledgePreservationAsync(
                    new AcknowledgePreservationRequest { Name = requested.Name("preservations", reference) },
                    cancellationToken: TestContext.Current.CancellationToken);
                return true;
            }
            catch (ContactNetworkException failure) when (CountryView.IsPassing(failure))
            {
                return false;
            }
        },
        Recovery, TestContext.Current.CancellationToken);

    private static async Task ExecuteAsync(LabCountry country, string statement, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, cancellation);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Uri(LabCountry country)
    {
        var settings = new NpgsqlConnectionStringBuilder(country.ConnectionString);
        string password = settings.Password is { Length: > 0 } given ? $":{System.Uri.EscapeDataString(given)}" : "";
        return $"postgresql://{System.Uri.EscapeDataString(settings.Username!)}{password}@{settings.Host}:{settings.Port}/{settings.Database}";
    }

    /// <summary>The newest version that is installed, or whatever the path has.</summary>
    private static string Tool(string name)
    {
        IEnumerable<string> versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin", name))
            : [];
        return versions.Append(Path.Combine("/usr/bin", name)).FirstOrDefault(File.Exists) ?? name;
    }

    private static async Task RunAsync(string tool, CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool(tool)) { RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(process.ExitCode == 0, $"{tool}: {error}");
    }
}
