using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Peers;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>One node for the tests that look only at requests of their own.</summary>
public sealed class OneNode : IAsyncLifetime
{
    internal PreservationsNode Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = await PreservationsNode.StartAsync();

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}

public sealed class FilingTests(OneNode one) : IClassFixture<OneNode>
{
    private const int Duplicates = 12;

    private static readonly Dictionary<string, Action<FilePreservationRequest>> Without = new()
    {
        ["content.authority.organization"] = request => request.Content.Authority = null,
        ["content.offence.title"] = request => request.Content.Offence = null,
        ["content.facts_summary"] = request => request.Content.FactsSummary = "",
        ["content.items"] = request => request.Content.Items.Clear(),
        ["content.offence_relationship"] = request => request.Content.OffenceRelationship = " ",
        ["content.custodian"] = request => request.Content.Custodian = null,
        ["content.necessity"] = request => request.Content.Necessity = "",
        ["content.mutual_assistance.is_intended"] = request => request.Content.MutualAssistance = null,
        ["urgency"] = request => request.Urgency = Urgency.Unspecified,
        ["content.emergency_facts"] = request => (request.Urgency, request.Content.EmergencyFacts) = (Urgency.Emergency, ""),
        ["content.items[0].identifier.seen_time"] = request => request.Content.Items[0].Identifier.SeenTime = "",
        ["content.items[0].identifier.source_port"] = request => request.Content.Items[0].Identifier.SourcePort = 0,
        ["content.items[0].data_kinds"] = request => request.Content.Items[0].DataKinds.Clear(),
        ["content.items[1].identifier.kind"] = request => request.Content.Items[1].Identifier.Kind = V1.IdentifierKind.Unspecified,
        ["content.urgency_reasons"] = request => request.Content.UrgencyReasons.Add(V1.UrgencyReason.Unspecified),
        ["content.items[0].period_end_time"] = request => request.Content.Items[0].PeriodEndTime.Seconds = long.MaxValue,
        ["requested_country"] = request => request.RequestedCountry = "xb",
        ["request_id"] = request => request.RequestId = "1",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PreservationsNode Node => one.Node;

    public static IEnumerable<TheoryDataRow<string>> Fields => Without.Keys.Select(path => new TheoryDataRow<string>(path));

    [Fact]
    public async Task An_officer_is_warned_of_what_the_other_node_does_not_announce_and_the_request_is_filed()
    {
        await using var node = await PreservationsNode.StartAsync();
        var book = (ThreeCountries)node.Services.GetRequiredService<IPeerBook>();
        Task<FilePreservationResponse> FileAsync() => node.Client.FilePreservationAsync(
            Samples.Filing(), PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation).ResponseAsync;

        Assert.Empty((await FileAsync()).Warnings);
        book.Announced["XB"] = ["preservations", "something newer"];
        Assert.Empty((await FileAsync()).Warnings);
        book.Announced["XB"] = ["something newer"];
        var filed = await FileAsync();

        var warning = Assert.Single(filed.Warnings);
        Assert.Equal(("preservations", book.DeskPhone("XB")), (warning.Feature, warning.CallPhone));
        Assert.Contains("XB", warning.Message, StringComparison.Ordinal);
        Assert.Equal(PreservationStage.Released, (await node.GetAsync(filed.Row.Name)).Row.Stage);
    }

    [Fact]
    public async Task A_request_that_was_filed_is_on_its_way_with_a_number_and_a_history()
    {
        var row = await Node.FileAsync();

        Assert.True(ReferenceNumber.TryParse(row.Reference, out var number, out _));
        Assert.Equal("XA", number?.Country);
        Assert.Equal(row.FileTime.ToDateTimeOffset().Year, number?.Year);
        Assert.Equal(
            (PreservationStage.Released, Side.Requesting, "XB", Urgency.Urgent, V1.Purpose.Real, 1L),
            (row.Stage, row.Side, row.PeerCountry, row.Urgency, row.Purpose, row.Version));
        Assert.True(row.DueTime > row.FileTime, "a receipt is awaited");

        var shown = await Node.GetAsync(row.Name);
        Assert.Equal(row, shown.Row);
        var step = Assert.Single(shown.History);
        Assert.Equal((1L, "filed", "case officer"), (step.Version, step.Step, step.Actor));
        var id = row.Name[(row.Name.LastIndexOf('/') + 1)..];
        Assert.Equal(1, await Node.CountAsync($"select count(*) from node.due where stream = '{id}' and kind = '{DueKinds.Deliver}' and peer = 'XB'"));
        Assert.Equal(1, await Node.CountAsync($"select count(*) from node.due where stream = '{id}' and kind = '{DueKinds.Deadline}'"));
    }

    [Fact]
    public async Task What_was_filed_is_shown_word_for_word_with_normalized_identifiers()
    {
        var expected = Samples.Content();
        expected.Items[0].Identifier.NormalizedValue = "192.0.2.17";
        expected.Items[1].Identifier.NormalizedValue = Samples.Mark;

        var shown = await Node.GetAsync((await Node.FileAsync()).Name);

        Assert.Equal(expected, shown.Content);
        Assert.False(shown.IsContentErased);
    }

    [Fact]
    public async Task The_same_request_id_again_gets_the_first_answer()
    {
        var request = Samples.Filing();
        var first = await Node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation);
        var again = await Node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation);

        Assert.Equal(first, again);
        Assert.Equal(1, await RowsOfAsync(first.Row.Reference));
    }

    [Fact]
    public async Task Duplicates_at_the_same_time_file_once()
    {
        await using var node = await PreservationsNode.StartAsync();
        var request = Samples.Filing();
        var answers = await Task.WhenAll(Enumerable.Range(0, Duplicates).Select(async _ =>
            await node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await node.CountAsync("select count(*) from node.board"));
        Assert.Equal(1, await node.CountAsync("select count(*) from node.request"));
        Assert.Equal(1, await node.CountAsync($"select count(*) from node.due where kind = '{DueKinds.Deliver}'"));
    }

    [Fact]
    public async Task A_request_id_with_another_content_is_refused()
    {
        var request = Samples.Filing();
        await Node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation);
        request.Content.Necessity += "!";

        var (code, info, _) = await RefusedAsync(request, Role.CaseOfficer);

        Assert.Equal((StatusCode.AlreadyExists, RefusalReasons.RequestIdReused), (code, info.Reason));
    }

    [Fact]
    public async Task A_request_id_belongs_to_the_person_who_used_it()
    {
        var request = Samples.Filing();
        var mine = await Node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.CaseOfficer), cancellationToken: Cancellation);
        var theirs = await Node.Client.FilePreservationAsync(
            request, PreservationsNode.As(Guid.NewGuid(), Role.CaseOfficer), cancellationToken: Cancellation);

        Assert.NotEqual(mine.Row.Name, theirs.Row.Name);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_missing_or_malformed_element_is_refused_by_its_name_and_changes_nothing(string field)
    {
        var request = Samples.Filing();
        Without[field](request);
        var before = await Node.CountAsync("select count(*) from node.mt_events");

        var (code, info, fields) = await RefusedAsync(request, Role.CaseOfficer);

        Assert.Equal((StatusCode.InvalidArgument, RefusalReasons.MalformedRequest), (code, info.Reason));
        Assert.Equal(field, Assert.Single(fields!.FieldViolations).Field);
        Assert.Equal(before, await Node.CountAsync("select count(*) from node.mt_events"));
    }

    [Fact]
    public async Task All_six_elements_are_named_when_all_are_missing()
    {
        var request = Samples.Filing();
        request.Content = null;

        var (_, _, fields) = await RefusedAsync(request, Role.CaseOfficer);

        foreach (var letter in "abcdef")
            Assert.Contains(fields!.FieldViolations, violation => violation.Description.Contains($"29(2)({letter})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("XC")]
    [InlineData("XA")]
    [InlineData("ZZ")]
    public async Task A_country_that_is_no_active_member_is_refused(string country)
    {
        var request = Samples.Filing();
        request.RequestedCountry = country;

        var (code, info, _) = await RefusedAsync(request, Role.CaseOfficer);

        Assert.Equal((StatusCode.FailedPrecondition, RefusalReasons.PeerUnknown), (code, info.Reason));
    }

    [Fact]
    public async Task An_unknown_enum_value_is_refused()
    {
        var request = Samples.Filing();
        request.Content.Items[0].DataKinds.Add((V1.DataKind)99);

        var (code, _, fields) = await RefusedAsync(request, Role.CaseOfficer);

        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.Equal("content.items[0].data_kinds[2]", Assert.Single(fields!.FieldViolations).Field);
    }

    [Fact]
    public async Task A_duty_officer_files_emergencies_only()
    {
        var request = Samples.Filing();
        var (code, info, _) = await RefusedAsync(request, Role.DutyOfficer);
        Assert.Equal((StatusCode.PermissionDenied, RefusalReasons.RoleMissing), (code, info.Reason));

        request.Urgency = Urgency.Emergency;
        var filed = await Node.Client.FilePreservationAsync(request, PreservationsNode.As(Role.DutyOfficer), cancellationToken: Cancellation);
        Assert.Equal("duty officer", Assert.Single((await Node.GetAsync(filed.Row.Name)).History).Actor);
    }

    [Fact]
    public async Task A_program_files_nothing_by_itself()
    {
        var (code, info, _) = await RefusedAsync(Samples.Filing(), Role.CaseOfficer, Role.Machine);

        Assert.Equal((StatusCode.PermissionDenied, RefusalReasons.HumanAct), (code, info.Reason));
    }

    [Fact]
    public async Task Each_request_has_a_number_of_its_own()
    {
        var rows = await Task.WhenAll(Enumerable.Range(0, Duplicates).Select(_ => Node.FileAsync()));

        Assert.Equal(Duplicates, rows.Select(row => row.Reference).Distinct().Count());
    }

    private Task<(StatusCode Code, Google.Rpc.ErrorInfo Info, Google.Rpc.BadRequest? Fields)> RefusedAsync(FilePreservationRequest request, params Role[] roles) =>
        PreservationsNode.RefusalAsync(async () => await Node.Client.FilePreservationAsync(
            request, PreservationsNode.As(roles), cancellationToken: Cancellation));

    private Task<long> RowsOfAsync(string reference) =>
        Node.CountAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) from node.board where reference = '{reference}'"));
}
