using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Client;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Network.Tests;

public sealed class KillTests(SharedLab shared)
{
    private const int RoundsInCi = 50;
    private const int RoundsElsewhere = 9;
    private const int FilingsPerRound = 3;
    private const int AcknowledgementsPerRound = 3;
    private const int KillDelayMaxMilliseconds = 400;
    private const int PageDelayMaxMilliseconds = 30;
    private static readonly TimeSpan PageAwaited = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    /// <summary>In the midst of what a round kills a node.</summary>
    private enum Midst
    {
        Filings,
        Acknowledgements,
        Pages,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Kills one of the nodes at a random moment around commit, send and record, round after round: in the midst of filings,
    /// of acknowledgements and of pages in turn. It keeps a ledger of what was answered. At the end all of it must be there, on
    /// both sides, once, and nothing besides.
    /// </summary>
    [Fact]
    public async Task Killing_nodes_at_random_loses_nothing_acknowledged_and_doubles_nothing()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var requested = new CountryView(xb, LabPeople.Duty);
        LabProcess[] nodes = [xa.Node, xb.Node];
        var filed = new ConcurrentDictionary<string, (FilePreservationRequest Request, BoardRow Row)>();
        var taken = new ConcurrentDictionary<string, (AcknowledgePreservationRequest Request, BoardRow Row)>();
        int rowsBefore = (await requesting.RowsAsync()).Count;
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int rounds = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? RoundsInCi : RoundsElsewhere;
        TestContext.Current.SendDiagnosticMessage("Seed {0}, {1} rounds", seed, rounds);

        for (int round = 0; round < rounds; round++)
        {
            var midst = (Midst)(round % Enum.GetValues<Midst>().Length);
            // Only XB pages.
            LabProcess victim = midst == Midst.Pages ? xb.Node : nodes[random.Next(nodes.Length)];
            long pages = midst == Midst.Pages ? await PagesAsync(xb) : 0;
            string[] open = midst == Midst.Acknowledgements ? [.. filed.Keys.Except(taken.Keys).Order(StringComparer.Ordinal).Take(AcknowledgementsPerRound)] : [];
            Task[] acts =
            [
                .. Enumerable.Range(0, FilingsPerRound).Select(async _ =>
                {
                    FilePreservationRequest request = Requests.New();
                    BoardRow row = await requesting.FileAsync(request, Recovery);
                    Assert.True(filed.TryAdd(row.Reference, (request, row)), $"{row.Reference} was given twice (seed {seed}).");
                }),
                .. open.Select(async reference =>
                {
                    var request = new AcknowledgePreservationRequest
                    {
                        RequestId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
                        Name = requested.Name("preservations", reference),
                    };
                    Assert.True(taken.TryAdd(reference, (request, await AcknowledgeAsync(requested, request))));
                }),
            ];
            if (midst == Midst.Pages)
                await UntilPageBeginsAsync(xb, pages);
            await Task.Delay(random.Next(midst == Midst.Pages ? PageDelayMaxMilliseconds : KillDelayMaxMilliseconds), Cancellation);
            await victim.KillAsync();
            // Not waited for: the next round may well meet a node that is still starting.
            await victim.LaunchAsync();
            try
            {
                await Task.WhenAll(acts);
            }
            catch (TimeoutException)
            {
                // A node that did not come back says why.
                await Task.WhenAll(nodes.Select(node => node.WaitReadyAsync(Cancellation)));
                throw;
            }
        }

        await Task.WhenAll(nodes.Select(node => node.WaitReadyAsync(Cancellation)));
        await AssertFiledOnceAsync(requesting, requested, filed, seed);
        await AssertTakenOnceAsync(requesting, requested, taken, seed);

        // Each request id has left one row at XA, and no row is there besides.
        IReadOnlyList<BoardRow> rows = await requesting.RowsAsync();
        Assert.Equal(rowsBefore + filed.Count, rows.Count);
        Assert.All(rows.CountBy(row => row.Reference), count => Assert.Equal(1, count.Value));
        await AssertAnsweredOnceAsync(xa, [.. filed.Values.Select(one => one.Request.RequestId)]);
        await AssertAnsweredOnceAsync(xb, [.. taken.Values.Select(one => one.Request.RequestId)]);

        await AssertAlertedAndPagedOnceAsync(xb, requested, [.. filed.Keys]);
        Assert.All((await requested.RowsAsync()).CountBy(row => row.Reference), count => Assert.Equal(1, count.Value));
        await requested.ClearDeskAsync();
    }

    private static async Task AssertFiledOnceAsync(
        CountryView requesting, CountryView requested, IReadOnlyDictionary<string, (FilePreservationRequest Request, BoardRow Row)> filed, int seed)
    {
        foreach ((string reference, (FilePreservationRequest request, BoardRow row)) in filed)
        {
            GetPreservationResponse here = await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Recovery, $"delivered (seed {seed})");
            GetPreservationResponse there = await requested.WaitAsync(reference, _ => true, Recovery, $"received (seed {seed})");
            Assert.Single(here.History, step => step.Step == "delivered");
            Assert.Single(there.History, step => step.Step == "received");
            Assert.Equal(row, (await requesting.Node.Preservations.FilePreservationAsync(request, cancellationToken: Cancellation)).Row);
        }
    }

    private static async Task AssertTakenOnceAsync(
        CountryView requesting, CountryView requested, IReadOnlyDictionary<string, (AcknowledgePreservationRequest Request, BoardRow Row)> taken, int seed)
    {
        Assert.NotEmpty(taken);
        foreach ((string reference, (AcknowledgePreservationRequest request, BoardRow row)) in taken)
        {
            GetPreservationResponse here = await requesting.WaitAsync(
                reference, one => one.Row.Stage == PreservationStage.Acknowledged, Recovery, $"acknowledged (seed {seed})");
            GetPreservationResponse there = await requested.WaitAsync(
                reference, one => one.Row.Stage == PreservationStage.Acknowledged, Recovery, $"acknowledged (seed {seed})");
            Assert.Single(here.History, step => step.Step == "acknowledged");
            Assert.Single(there.History, step => step.Step == "acknowledged");
            Assert.Equal(row, (await requested.Node.Preservations.AcknowledgePreservationAsync(request, cancellationToken: Cancellation)).Row);
        }
    }

    private static async Task AssertAnsweredOnceAsync(LabCountry country, IReadOnlyList<string> requestIds)
    {
        string ids = string.Join(',', requestIds.Select(id => $"'{id}'"));
        Assert.Equal(requestIds.Count, requestIds.Distinct().Count());
        Assert.Equal(requestIds.Count, await CountryStore.CountAsync(country, $"select count(*) from node.request where request_id in ({ids})", Cancellation));
        Assert.Equal(
            requestIds.Count, await CountryStore.CountAsync(country, $"select count(distinct request_id) from node.request where request_id in ({ids})", Cancellation));
    }

    /// <summary>An alert for each request; its pages have gone, none of them under two keys.</summary>
    private static async Task AssertAlertedAndPagedOnceAsync(LabCountry xb, CountryView requested, IReadOnlyList<string> references)
    {
        HashSet<string> ours = [.. references];
        await Eventually.Async(
            async () => (await requested.AlertsAsync()).Count(alert => ours.Contains(alert.Reference)) >= references.Count,
            Recovery, Cancellation, "XB has an alert for each request");
        IReadOnlyList<Alert> alerts = await requested.AlertsAsync();
        Assert.All(references, reference => Assert.Single(alerts, alert => alert.Reference == reference));

        string ofOurs =
            "select a.id from node.alert a join node.board b on b.id = a.subject_id where b.reference in "
            + $"({string.Join(',', references.Select(reference => $"'{reference}'"))})";
        await Eventually.Async(
            async () => await CountryStore.CountAsync(xb, $"select count(*) from node.due where kind = 'page' and stream in ({ofOurs})", Cancellation) == 0,
            Recovery, Cancellation, "no page is owed");
        Assert.True(await CountryStore.CountAsync(xb, $"select count(*) from node.page_attempt where alert in ({ofOurs}) and state = {Sent}", Cancellation) > 0);
        Assert.Equal(0, await CountryStore.CountAsync(
            xb,
            $"""
            select count(*) from (
                select from node.page_attempt where may_be_taken and alert in ({ofOurs})
                group by alert, page_key having count(distinct idempotency_key) > 1) twice
            """,
            Cancellation));
    }

    private const int Sent = (int)PageAttemptState.Sent;

    /// <summary>Acknowledges, with the same request id until the node has answered.</summary>
    private static async Task<BoardRow> AcknowledgeAsync(CountryView requested, AcknowledgePreservationRequest request)
    {
        BoardRow? row = null;
        await Eventually.Async(
            async () =>
            {
                try
                {
                    row = (await requested.Node.Preservations.AcknowledgePreservationAsync(request, cancellationToken: Cancellation)).Row;
                    return true;
                }
                catch (ContactNetworkException failure) when (CountryView.IsPassing(failure) || failure.Code == StatusCode.NotFound)
                {
                    // Not there yet is as passing as a node that is down.
                    return false;
                }
            },
            Recovery, Cancellation, $"XB takes the acknowledgement of {request.Name}");
        return row!;
    }

    private static Task<long> PagesAsync(LabCountry country) =>
        CountryStore.CountAsync(country, "select count(*) from node.page_attempt", Cancellation);

    /// <summary>Waits until a page has begun. XB may still be starting, or the desk be paged in bundles: then the round is one like the others.</summary>
    private static async Task UntilPageBeginsAsync(LabCountry country, long before)
    {
        long start = Stopwatch.GetTimestamp();
        while (await PagesAsync(country) <= before && Stopwatch.GetElapsedTime(start) < PageAwaited)
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancellation);
    }
}
