using System.Text.Json.Nodes;
using ContactNetwork.Client;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Npgsql;

namespace ContactNetwork.Network.Tests;

/// <summary>
/// A node is frozen as a paused virtual machine would be, long enough for another replica to take its work over, loses its
/// sessions with PostgreSQL, and goes on: whatever it had begun must have no second effect.
/// </summary>
public sealed class FreezeTests(SharedLab shared)
{
    private const int FilingsBefore = 12;
    private const int QuickSteps = 2;
    private const double QuickStepMinutes = 0.05;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_courier_frozen_past_its_lease_and_bereft_of_its_sessions_makes_no_fork_and_no_second_effect()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        IReadOnlyList<int> sessions = await NodeSessionsAsync(xa);
        Assert.NotEmpty(sessions);
        await using LabReplica replica = xa.Replica();
        await replica.Process.StartAsync(Cancellation);
        using var first = new CountryView(xa, LabPeople.Officer);
        using var second = new CountryView(xa, LabPeople.Officer, replica);
        using var requested = new CountryView(xb, LabPeople.Duty);
        List<Task<BoardRow>> filings = [];
        try
        {
            // In the midst of work, with leases in its hands.
            filings.AddRange(Enumerable.Range(0, FilingsBefore).Select(_ => first.FileAsync(Requests.New(), Recovery)));
            await Task.WhenAny(filings);
            xa.Node.Freeze();

            // The other replica takes its lanes over once their leases end, with its sessions still there ...
            BoardRow whileFrozen = await second.FileAsync(Requests.New(), Recovery);
            await second.WaitAsync(whileFrozen.Reference, one => one.Row.DeliverTime is not null, Recovery, "delivered by the other replica");

            // ... and goes on when they are gone.
            await ExecuteAsync(xa, $"select pg_terminate_backend(pid) from unnest(array[{string.Join(',', sessions)}]) pid");
            BoardRow withoutSessions = await second.FileAsync(Requests.New(), Recovery);
            await second.WaitAsync(withoutSessions.Reference, one => one.Row.DeliverTime is not null, Recovery, "delivered by the other replica");
            filings.AddRange([Task.FromResult(whileFrozen), Task.FromResult(withoutSessions)]);
        }
        finally
        {
            xa.Node.Continue();
        }

        await xa.Node.WaitReadyAsync(Cancellation);
        filings.Add(first.FileAsync(Requests.New(), Recovery));
        BoardRow[] rows = await Task.WhenAll(filings);
        Assert.Equal(rows.Length, rows.Select(row => row.Reference).Distinct().Count());
        foreach (BoardRow row in rows)
        {
            GetPreservationResponse here = await second.WaitAsync(row.Reference, one => one.Row.DeliverTime is not null, Recovery, "delivered");
            GetPreservationResponse there = await requested.WaitAsync(row.Reference, _ => true, Recovery, "received");
            Assert.Single(here.History, step => step.Step == "delivered");
            Assert.Single(there.History, step => step.Step == "received");
        }

        await AssertOneHistoryAsync(xa, xb);
        IReadOnlyList<Alert> alerts = await requested.AlertsAsync();
        Assert.All(rows, row => Assert.Single(alerts, alert => alert.Reference == row.Reference));
    }

    [Fact]
    public async Task A_pager_frozen_in_the_midst_of_pages_has_them_sent_by_another_and_repeats_none_under_a_new_key()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        await using LabReplica replica = xb.Replica();
        await replica.Process.StartAsync(Cancellation);
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var second = new CountryView(xb, LabPeople.Duty, replica);
        string reference;
        try
        {
            // The mail server refuses for now, so that the pager has begun a page and owes it still.
            lab.Mail.IsRefusing = true;
            reference = (await requesting.FileAsync(Requests.New(urgency: Urgency.Emergency), Recovery)).Reference;
            await Eventually.Async(
                async () => await ScalarAsync(xb, $"select count(*) from node.page_attempt where alert in ({AlertsOf(reference)})") > 0,
                Recovery, Cancellation, "a page was tried");
            xb.Node.Freeze();
            lab.Mail.IsRefusing = false;
            await Eventually.Async(() => PagesOf(lab, reference) > 0, Recovery, Cancellation, "the other replica pages");
        }
        finally
        {
            lab.Mail.IsRefusing = false;
            xb.Node.Continue();
        }

        await xb.Node.WaitReadyAsync(Cancellation);
        await second.WaitAsync(reference, one => one.Row.PageTime is not null, Recovery, "paged");
        // One page of the first step has gone; a frozen pager that had one in its hands may repeat it, under the same key.
        await Eventually.Async(
            async () => await ScalarAsync(xb, $"select count(*) from node.due where kind = 'page' and stream in ({AlertsOf(reference)})") == 0,
            Recovery, Cancellation, "no page is owed");
        Assert.Single(
            lab.Mail.Mails.Where(mail => mail.Text.Contains(reference, StringComparison.Ordinal) && mail.Text.Contains("duty@", StringComparison.Ordinal))
                .Select(mail => mail.Header("Message-Id")).Distinct());
        Assert.Single((await second.AlertsAsync()), alert => alert.Reference == reference);
    }

    [Fact]
    public async Task A_timekeeper_frozen_in_the_midst_of_steps_has_them_taken_by_another_and_takes_none_a_second_time()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var first = new CountryView(xb, LabPeople.Duty);
        await using LabReplica replica = xb.Replica();
        string settings = new LabFolders(lab.Folder, "XB").NodeSettings;
        string before = await File.ReadAllTextAsync(settings, Cancellation);
        string alerts = "";
        try
        {
            await UseQuickLadderAsync(settings, before, first);
            BoardRow[] rows = await Task.WhenAll(
                Enumerable.Range(0, FilingsBefore).Select(_ => requesting.FileAsync(Requests.New(urgency: Urgency.Routine), Recovery)));
            alerts = "select a.id from node.alert a join node.board b on b.id = a.subject_id where b.reference in "
                + $"({string.Join(',', rows.Select(row => $"'{row.Reference}'"))})";
            await Eventually.Async(async () => await ScalarAsync(xb, StepsOf(alerts)) > FilingsBefore, Recovery, Cancellation, "the second steps have begun");
            // Nobody else runs: all leases are in the hands of the one that is frozen now.
            xb.Node.Freeze();
            await replica.Process.StartAsync(Cancellation);
            await UntilMissedAsync(xb, alerts);
        }
        finally
        {
            xb.Node.Continue();
            await ReplaceAsync(settings, before);
        }

        // What the frozen one had begun comes to nothing: it answers again, and has looked at what is due.
        await xb.Node.WaitReadyAsync(Cancellation);
        await UntilClerkLooksAsync(first);
        Assert.Equal(QuickSteps * FilingsBefore, await ScalarAsync(xb, StepsOf(alerts)));
        Assert.Equal(FilingsBefore, await ScalarAsync(xb, MissedOf(alerts)));
        Assert.Equal(0, await ScalarAsync(xb, $"select count(*) from node.due where park_time is not null and stream in ({alerts})"));
        Assert.Equal(0, await ScalarAsync(
            xb,
            $"""
            select count(*) from (
                select from node.mt_events where type like 'alert.%' and stream_id in ({alerts})
                group by stream_id having count(*) filter (where type = 'alert.step-started.v1') <> {QuickSteps}
                    or count(*) filter (where type = 'alert.missed.v1') <> 1) wrong
            """));
    }

    private static string StepsOf(string alerts) => $"select count(*) from node.mt_events where type = 'alert.step-started.v1' and stream_id in ({alerts})";

    private static string MissedOf(string alerts) => $"select count(*) from node.mt_events where type = 'alert.missed.v1' and stream_id in ({alerts})";

    private static Task UntilMissedAsync(LabCountry xb, string alerts) => Eventually.Async(
        async () => await ScalarAsync(xb, MissedOf(alerts)) == FilingsBefore, Recovery, Cancellation, "the other replica has taken every step");

    /// <summary>Waits until the clerk of a node that was frozen has looked twice at what is due: the second look began after it went on.</summary>
    private static async Task UntilClerkLooksAsync(CountryView node)
    {
        for (int look = 0; look < 2; look++)
        {
            DateTimeOffset last = await LookTimeAsync() ?? DateTimeOffset.MinValue;
            await Eventually.Async(async () => await LookTimeAsync() is { } now && now > last, Recovery, Cancellation, "the timekeeper looks");
        }

        async Task<DateTimeOffset?> LookTimeAsync()
        {
            try
            {
                GetNodeStatusResponse status = await node.Node.Node.GetNodeStatusAsync(new GetNodeStatusRequest(), cancellationToken: Cancellation);
                return status.Clerks.Single(clerk => clerk.Name == "timekeeper").LookTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue;
            }
            catch (ContactNetworkException failure) when (CountryView.IsPassing(failure))
            {
                return null;
            }
        }
    }

    /// <summary>In one step, so that no node reads half of it.</summary>
    private static async Task ReplaceAsync(string file, string content)
    {
        await File.WriteAllTextAsync(file + ".new", content, CancellationToken.None);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file + ".new", File.GetUnixFileMode(file));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Lets routine alerts at XB take their steps within seconds, and waits until its node has taken that over.</summary>
    private static async Task UseQuickLadderAsync(string settings, string before, CountryView duty)
    {
        GetDutyListResponse list = await duty.Node.OnCall.GetDutyListAsync(new GetDutyListRequest(), cancellationToken: Cancellation);
        JsonNode all = JsonNode.Parse(before)!;
        all["OnCall"]!["Ladder"] = new JsonObject
        {
            ["Routine"] = new JsonObject
            {
                ["Steps"] = new JsonArray([.. Enumerable.Range(0, QuickSteps).Select(step => new JsonObject
                {
                    ["Minutes"] = step * QuickStepMinutes,
                    ["Persons"] = new JsonArray(JsonValue.Create(list.Persons[step].Person)),
                })]),
                ["MissedAfterMinutes"] = QuickSteps * QuickStepMinutes,
            },
        };
        await ReplaceAsync(settings, all.ToJsonString());
        await Eventually.Async(
            async () => (await duty.Node.OnCall.GetDutyListAsync(new GetDutyListRequest(), cancellationToken: Cancellation)).Ladders
                .Single(ladder => ladder.Urgency == Urgency.Routine).MissedDelay.ToTimeSpan() == TimeSpan.FromMinutes(QuickSteps * QuickStepMinutes),
            Recovery, Cancellation, "the node has taken the ladder over");
    }

    private static string AlertsOf(string reference) =>
        $"select a.id from node.alert a join node.board b on b.id = a.subject_id where b.reference = '{reference}'";

    private static int PagesOf(LabNetwork lab, string reference) =>
        lab.Mail.Mails.Count(mail => mail.Text.Contains(reference, StringComparison.Ordinal));

    /// <summary>Both sides hold the same chain, nothing is parked and no lane has stopped.</summary>
    private static async Task AssertOneHistoryAsync(LabCountry xa, LabCountry xb)
    {
        Assert.Equal(0, await ScalarAsync(xb, "select count(*) from node.conflicting_dispatch"));
        Assert.Equal(0, await ScalarAsync(xb, "select count(*) from node.incoming_lane where stop_reason is not null"));
        Assert.Equal(0, await ScalarAsync(xa, "select count(*) from node.outgoing_lane where stop_reason is not null"));
        Assert.Equal(0, await ScalarAsync(xa, "select count(*) from node.due where park_time is not null"));
        // Another test may have opened a newer epoch since.
        const string Outbox = "node.outbox where peer = 'XB' and lane = 1 and epoch = (select max(epoch) from node.outbox where peer = 'XB' and lane = 1)";
        const string Inbox = "node.inbox where peer = 'XA' and lane = 1 and epoch = (select max(epoch) from node.inbox where peer = 'XA' and lane = 1)";
        const string Gaps = $"select count(*) - max(sequence) + min(sequence) - 1 from {Outbox}";
        Assert.Equal(0, await ScalarAsync(xa, Gaps));
        const string OwnChain = $"select digest from {Outbox} order by sequence";
        const string TheirChain = $"select digest from {Inbox} order by sequence";
        await Eventually.Async(
            async () => await ScalarAsync(xa, "select sequence - receipted_sequence from node.outgoing_lane where peer = 'XB' and lane = 1") == 0,
            Recovery, Cancellation, "all is receipted");
        Assert.Equal(await DigestsAsync(xa, OwnChain), await DigestsAsync(xb, TheirChain));
    }

    /// <summary>The sessions of a country's node with its database.</summary>
    private static async Task<IReadOnlyList<int>> NodeSessionsAsync(LabCountry country)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(
            "select pid from pg_stat_activity where datname = current_database() and application_name like 'contact-network-node%'", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        List<int> pids = [];
        while (await reader.ReadAsync(Cancellation)) pids.Add(reader.GetInt32(0));
        return pids;
    }

    private static async Task<List<string>> DigestsAsync(LabCountry country, string sql)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> digests = [];
        while (await reader.ReadAsync(Cancellation)) digests.Add(Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0)));
        return digests;
    }

    private static async Task<long> ScalarAsync(LabCountry country, string sql)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(LabCountry country, string sql)
    {
        await using NpgsqlConnection connection = await CountryStore.OpenAsync(country, Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
