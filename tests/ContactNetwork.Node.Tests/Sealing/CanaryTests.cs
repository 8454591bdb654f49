using System.Text;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.Traces;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Sealing;

/// <summary>
/// Two whole nodes after whole stories: nothing of the cases' content is in clear in anything that they keep, send to people
/// who may not see it, or tell the machines that watch them.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    /// <summary>Letters that every encoding spells differently; only in what is content.</summary>
    private const string Foreign = "Żółw9Ωλ";

    private static readonly CanaryScan Scan = new(Samples.Canary, Foreign, "99917171717");

    private readonly TestLab lab = new();
    private readonly SpanWatch spans = new();
    private readonly FollowUps followUps = new();
    private WholeNode xa = null!;
    private WholeNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        xa = await WholeNode.StartAsync(lab, "XA", adapt: LogAll);
        xb = await WholeNode.StartAsync(lab, "XB", adapt: services =>
        {
            LogAll(services);
            followUps.Add(services);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await xb.DisposeAsync();
        spans.Dispose();
        lab.Dispose();
    }

    [Fact]
    public async Task After_whole_stories_no_case_content_is_in_clear_in_tables_files_logs_metrics_traces_and_mails()
    {
        var acknowledged = await AcknowledgedAndWithdrawnAsync();
        var unprocessed = await UnprocessedAsync();
        var refusal = await RefusedAsync();

        await AssertIsFullAsync();
        foreach (var node in (WholeNode[])[xa, xb])
        {
            var tables = await Scan.PlacesInAsync(node.Get<NpgsqlDataSource>());
            Assert.Empty(tables);
            Assert.All(FilesOf(node), file => Assert.Empty(Scan.FormsIn(file)));
            Assert.All(node.Logs.Logs, log => Assert.Empty(Scan.FormsIn(log.ToString())));
            Assert.All(node.Mail.Mails, mail => Assert.Empty(Scan.FormsInMail(mail.Text)));
            var metrics = await node.Http.GetStringAsync(new Uri(node.Operations, "/metrics"), Cancellation);
            Assert.Contains("contact_network_commands_total", metrics, StringComparison.Ordinal);
            Assert.Empty(Scan.FormsIn(metrics));
        }

        Assert.NotEmpty(spans.All);
        Assert.All(spans.All, span => Assert.Empty(Scan.FormsIn(Told(span))));
        Assert.All(refusal.Trailers, trailer => Assert.Empty(trailer.IsBinary ? Scan.FormsIn(trailer.ValueBytes) : Scan.FormsIn(trailer.Value)));
        Assert.Empty(Scan.FormsIn(refusal.ToString()));

        // What may be in clear is found by the same search, in what both nodes keep and in the mail.
        var references = new CanaryScan(acknowledged, unprocessed);
        foreach (var node in (WholeNode[])[xa, xb])
            Assert.Superset(
                new HashSet<string> { "node.board.reference: plain", "node.mt_events.data: plain", "node.alert.row: plain" },
                (await references.PlacesInAsync(node.Get<NpgsqlDataSource>())).ToHashSet());
        Assert.Contains(xb.Mail.Mails, mail => references.FormsInMail(mail.Text).Any());
    }

    [Theory]
    [InlineData(Samples.Canary)]
    [InlineData(Foreign)]
    public async Task The_search_finds_what_is_in_clear_in_each_form_and_place(string canary)
    {
        var source = xa.Get<NpgsqlDataSource>();
        var scan = new CanaryScan(canary);
        var text = $"before {canary} after";
        await ExecuteAsync(source, "create schema other");
        await ExecuteAsync(source, "create table other.planted (as_text text, as_json jsonb, as_bytes bytea)");
        byte[][] spellings =
        [
            Encoding.UTF8.GetBytes(text),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
            .. Enumerable.Range(0, 3).Select(shift =>
                Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(text)]))),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Unicode.GetBytes(text))),
            Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(text)),
        ];
        foreach (var bytes in spellings)
        {
            await ExecuteAsync(source, "truncate other.planted");
            await ExecuteAsync(source, "insert into other.planted (as_bytes, as_text) values ($1, convert_from($1, 'UTF8'))", bytes);
            Assert.Equal(["other.planted.as_bytes", "other.planted.as_text"], await ColumnsAsync());
        }

        await ExecuteAsync(source, "truncate other.planted");
        await ExecuteAsync(source, "insert into other.planted (as_json) values (jsonb_build_object('key', $1))", text);
        Assert.Equal(["other.planted.as_json"], await ColumnsAsync());
        await ExecuteAsync(source, "truncate other.planted");
        Assert.Empty(await ColumnsAsync());
        Assert.NotEmpty(scan.FormsIn(Encoding.Unicode.GetBytes(text)));
        Assert.NotEmpty(scan.FormsIn(Encoding.BigEndianUnicode.GetBytes(text)));
        Assert.NotEmpty(scan.FormsInMail($"{text[..10]}=\r\n{text[10..]}"));

        async Task<IEnumerable<string>> ColumnsAsync() => (await scan.PlacesInAsync(source)).Select(place => place.Split(':')[0]).Distinct();
    }

    /// <summary>Filed, delivered, paged, taken by a person with a note, withdrawn with a reason, confirmed.</summary>
    private async Task<string> AcknowledgedAndWithdrawnAsync()
    {
        var reference = (await FileAsync()).Reference;
        var received = await xb.WaitAsync(reference, one => one.Row.PageTime is not null, "paged");
        await xb.Preservations.AcknowledgePreservationAsync(
            new AcknowledgePreservationRequest { RequestId = NewId(), Name = received.Row.Name, Note = $"{Samples.Canary} {Foreign}: we look." },
            xb.As(Role.DutyOfficer),
            cancellationToken: Cancellation);
        var filed = await xa.WaitAsync(reference, one => one.Row.Stage == PreservationStage.Acknowledged, "acknowledged");
        // Both sides can read what they hold: it is there, sealed.
        Assert.NotEmpty(Scan.FormsIn(filed.Content.ToString()));
        Assert.NotEmpty(Scan.FormsIn((await xb.FindAsync(reference))!.Content.ToString()));
        await xa.Preservations.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = NewId(), Name = filed.Row.Name, Reason = $"{Samples.Canary} {Foreign}: found by other means." },
            xa.As(Role.CaseOfficer),
            cancellationToken: Cancellation);
        await xb.WaitAsync(reference, one => one.Row.Stage == PreservationStage.Withdrawn, "withdrawn");
        await Eventually.Async(
            async () => await CountAsync(xa, "inbox where outcome = 1") >= 3, Deadlines.OverSockets, Cancellation, "the withdrawal is confirmed");
        return reference;
    }

    /// <summary>One that comes while no alert can be made: stored, not processed, with a notice left and a page without an alert.</summary>
    private async Task<string> UnprocessedAsync()
    {
        xb.Logs.Expect("the defect", log => FollowUps.IsDefect(log.Exception));
        followUps.Break("AlertView shows Alert");
        var reference = (await FileAsync()).Reference;
        await Eventually.Async(
            () => xb.Mail.Mails.Any(mail => mail.Text.Contains(reference, StringComparison.Ordinal)), Deadlines.OverSockets, Cancellation, "somebody is paged");
        // XA's desk is called, because the other country could not process it.
        await Eventually.Async(
            async () => await CountAsync(xa, "alert where cause = 'DISPATCH_RETURNED'") == 1, Deadlines.OverSockets, Cancellation, "the sender's desk is called");
        return reference;
    }

    /// <summary>One that is refused, with content in each field that is wrong.</summary>
    private Task<RpcException> RefusedAsync()
    {
        var request = Request();
        request.Content.Authority.Email = $"{Samples.Canary} no address";
        request.Content.Items[0].Identifier = new Identifier { Kind = IdentifierKind.Ipv4, Value = $"{Samples.Canary}.{Foreign}" };
        return Assert.ThrowsAsync<RpcException>(async () =>
            await xa.Preservations.FilePreservationAsync(request, xa.As(Role.CaseOfficer), cancellationToken: Cancellation));
    }

    private async Task<BoardRow> FileAsync() =>
        (await xa.Preservations.FilePreservationAsync(Request(), xa.As(Role.CaseOfficer), cancellationToken: Cancellation)).Row;

    private static FilePreservationRequest Request()
    {
        var request = Samples.Request("XB", Urgency.Emergency);
        request.Content.FactsSummary += $" {Foreign}";
        request.Content.Items[0].Description += $" {Foreign}";
        return request;
    }

    /// <summary>An empty table proves nothing.</summary>
    private async Task AssertIsFullAsync()
    {
        var (here, there) = (await CanaryScan.CountsAsync(xa.Get<NpgsqlDataSource>()), await CanaryScan.CountsAsync(xb.Get<NpgsqlDataSource>()));
        Assert.All((string[])["mt_events", "mt_streams", "board", "outbox", "inbox", "receipt", "case_key", "due", "request", "alert"], table =>
        {
            Assert.True(here[$"node.{table}"] > 0, $"{table} of the requesting side");
            Assert.True(there[$"node.{table}"] > 0, $"{table} of the requested side");
        });
        Assert.All((string[])["inbox_unprocessed", "peer_notice", "page_attempt"], table => Assert.True(there[$"node.{table}"] > 0, table));
        Assert.NotEqual(0, await CountAsync(xa, "outbox where content is not null"));
        Assert.NotEqual(0, await CountAsync(xb, "inbox where content is not null"));
        Assert.NotEqual(0, await CountAsync(xb, "mt_events where type like 'received-preservation.%'"));
        Assert.NotEmpty(xb.Mail.Mails);
    }

    private static void LogAll(IServiceCollection services) => services.AddLogging(logging => logging
        .SetMinimumLevel(LogLevel.Trace)
        .AddFilter("ContactNetwork", LogLevel.Trace)
        .AddFilter("Npgsql", LogLevel.Information));

    /// <summary>What the files of a node hold. One that is being replaced is found under its name.</summary>
    private static IEnumerable<byte[]> FilesOf(WholeNode node) =>
        Directory.EnumerateFiles(node.Get<NodeIdentity>().DataFolder, "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(node.Folder, "*", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith(".new", StringComparison.Ordinal))
            .Select(File.ReadAllBytes);

    private static string Told(System.Diagnostics.Activity span) => string.Join(
        '\n',
        [
            span.OperationName,
            span.DisplayName,
            span.StatusDescription ?? "",
            .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
            .. span.Events.SelectMany(each => each.Tags.Select(tag => $"{each.Name} {tag.Key}={tag.Value}")),
        ]);

    private static async Task<long> CountAsync(WholeNode node, string table)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand($"select count(*) from node.{table}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static string NewId() => Guid.NewGuid().ToString("D");
}
