using System.Diagnostics;
using System.Text.Json;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;

namespace ContactNetwork.Network.Tests;

/// <summary>A node process that is asked to end does so by itself, in good order and in time.</summary>
public sealed class GracefulStopTests(SharedLab shared)
{
    private const string LineStart = "{\"Timestamp\"";

    // The calls' 10 s, and a slow machine.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(18);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SIGTERM_a_node_ends_its_streams_gives_back_every_lease_and_exits_with_0()
    {
        LabNetwork lab = await shared.StartedAsync();
        LabCountry xa = lab.Country("XA");
        await using LabReplica replica = xa.Replica();
        await replica.Process.StartAsync(Cancellation);
        using var view = new CountryView(xa, LabPeople.Officer, replica);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using IAsyncEnumerator<Client.Change<BoardRow>> watch = view.Node.Watch.BoardAsync(cancellation: ends.Token).GetAsyncEnumerator(ends.Token);
        Task<bool> first = watch.MoveNextAsync().AsTask();
        await view.FileAsync(Requests.New(), Deadlines.ProcessStart);
        Assert.True(await first.WaitAsync(Deadlines.OverSockets, Cancellation));

        Guid[] lived = await LivingOwnersAsync(xa);
        Stopwatch clock = Stopwatch.StartNew();
        await replica.Process.StopAsync();
        TimeSpan took = clock.Elapsed;
        await ends.CancelAsync();

        Assert.Equal(0, replica.Process.ExitCode);
        Assert.True(took < StopMax, $"It took {took.TotalSeconds:0.0} s.");
        Assert.All(File.ReadLines(replica.Process.LogFile), AssertIsJson);
        // Of those that lived before, the one that ended is the one whose presence is gone.
        Assert.Equal(0, await InForceOfTheGoneAsync(xa, lived));
        using var other = new CountryView(xa, LabPeople.Officer);
        await other.FileAsync(Requests.New(), Deadlines.ProcessStart);
    }

    [Fact]
    public async Task Node_and_provider_log_one_JSON_object_a_line()
    {
        LabNetwork lab = await shared.StartedAsync();
        LabCountry xb = lab.Country("XB");

        Assert.All(Lines(xb.Node.LogFile), AssertIsJson);
        Assert.All(Lines(xb.Identity.LogFile), AssertIsJson);
    }

    /// <summary>The processes that hold leases and show that they live.</summary>
    private static async Task<Guid[]> LivingOwnersAsync(LabCountry country)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(distinct owner), '{}') from node.leases where not pg_try_advisory_xact_lock(presence_key)", connection);
        return (Guid[])(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>Leases in force of those among some processes that no longer show that they live.</summary>
    private static async Task<long> InForceOfTheGoneAsync(LabCountry country, Guid[] owners)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(
            "select count(*) from node.leases where owner = any($1) and end_time > clock_timestamp() and pg_try_advisory_xact_lock(presence_key)", connection);
        command.Parameters.Add(new() { Value = owners });
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>The lines that are whole: the last one may be in the midst of being written, and a process that was killed leaves one cut.</summary>
    private static string[] Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        string[] lines = [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.LastIndexOf(LineStart, StringComparison.Ordinal) <= 0)];
        Assert.NotEmpty(lines);
        return lines;
    }

    private static void AssertIsJson(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }
}
