using ContactNetwork.Domain;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Preservations;

public sealed class ReadingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_hold_each_request_once_newest_first_while_others_are_filed()
    {
        const int Filed = 7, PageSize = 3;
        await using var node = await PreservationsNode.StartAsync();
        var names = new List<string>();
        for (var index = 0; index < Filed; index++)
            names.Insert(0, (await node.FileAsync()).Name);

        var listed = new List<string>();
        var pages = 0;
        var request = new ListPreservationsRequest { PageSize = PageSize };
        do
        {
            var page = await ListAsync(node, request);
            listed.AddRange(page.Rows.Select(row => row.Name));
            request.PageToken = page.NextPageToken;
            pages++;
            await node.FileAsync();
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(names, listed);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task A_list_keeps_what_its_filters_ask_for()
    {
        await using var node = await PreservationsNode.StartAsync();
        var kept = await node.FileAsync();
        var withdrawn = await node.FileAsync();
        await node.Client.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = Guid.NewGuid().ToString("D"), Name = withdrawn.Name, Reason = "Found elsewhere." },
            PreservationsNode.As(Role.Approver),
            cancellationToken: Cancellation);

        Assert.Equal([kept.Name], await NamesAsync(node, new() { Stages = { PreservationStage.Released } }));
        Assert.Equal([withdrawn.Name], await NamesAsync(node, new() { Stages = { PreservationStage.Withdrawn, PreservationStage.Acknowledged } }));
        Assert.Equal([withdrawn.Name, kept.Name], await NamesAsync(node, new() { Side = Side.Requesting, PeerCountry = "XB" }));
        Assert.Empty(await NamesAsync(node, new() { Side = Side.Requested }));
        Assert.Empty(await NamesAsync(node, new() { PeerCountry = "XC" }));
    }

    [Theory]
    [InlineData("page_size", -1, "")]
    [InlineData("page_size", 201, "")]
    [InlineData("page_token", 0, "no token")]
    [InlineData("page_token", 0, "AAAA")]
    public async Task A_wrong_page_is_refused_by_field(string field, int size, string token)
    {
        await using var node = await PreservationsNode.StartAsync();
        var (code, info, fields) = await PreservationsNode.RefusalAsync(() => ListAsync(node, new() { PageSize = size, PageToken = token }));

        Assert.Equal((StatusCode.InvalidArgument, RefusalReasons.MalformedRequest), (code, info.Reason));
        Assert.Equal(field, Assert.Single(fields!.FieldViolations).Field);
    }

    [Fact]
    public async Task A_request_is_found_by_its_number_however_it_is_written()
    {
        await using var node = await PreservationsNode.StartAsync();
        var row = await node.FileAsync();
        var bare = row.Reference.Replace("-", "", StringComparison.Ordinal);

        foreach (var spelling in (string[])[row.Reference, row.Reference.ToLowerInvariant(), bare, row.Reference.Replace('-', ' ')])
            Assert.Equal(row, (await node.GetAsync($"nodes/xa/preservations/{spelling}")).Row);
    }

    [Fact]
    public async Task A_name_that_is_none_is_told_from_one_that_names_nothing()
    {
        await using var node = await PreservationsNode.StartAsync();
        var row = await node.FileAsync();
        var last = row.Reference[^1] == 'A' ? 'B' : 'A';

        Assert.Equal(StatusCode.InvalidArgument, (await PreservationsNode.RefusalAsync(() => node.GetAsync("preservations/1"))).Code);
        var (code, _, fields) = await PreservationsNode.RefusalAsync(() => node.GetAsync($"nodes/xa/preservations/{row.Reference[..^1]}{last}"));
        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.Contains("check character", Assert.Single(fields!.FieldViolations).Description, StringComparison.Ordinal);
        foreach (var name in (string[])[$"nodes/xa/preservations/{Guid.NewGuid():D}", row.Name.Replace("/xa/", "/xb/", StringComparison.Ordinal)])
        {
            var refusal = await PreservationsNode.RefusalAsync(() => node.GetAsync(name));
            Assert.Equal((StatusCode.NotFound, RefusalReasons.PreservationNotFound), (refusal.Code, refusal.Info.Reason));
        }
    }

    [Fact]
    public async Task Acts_on_the_wrong_side_or_an_old_version_are_refused_and_change_nothing()
    {
        await using var node = await PreservationsNode.StartAsync();
        var row = await node.FileAsync(request => request.Urgency = Urgency.Routine);

        var wrongSide = await PreservationsNode.RefusalAsync(async () => await node.Client.AcknowledgePreservationAsync(
            new AcknowledgePreservationRequest { RequestId = Guid.NewGuid().ToString("D"), Name = row.Name },
            PreservationsNode.As(Role.DutyOfficer),
            cancellationToken: Cancellation));
        var stale = await PreservationsNode.RefusalAsync(async () => await node.Client.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = Guid.NewGuid().ToString("D"), Name = row.Name, Reason = "Late.", ExpectedVersion = 7 },
            PreservationsNode.As(Role.CaseOfficer),
            cancellationToken: Cancellation));

        Assert.Equal((StatusCode.FailedPrecondition, RefusalReasons.NotInThisStage), (wrongSide.Code, wrongSide.Info.Reason));
        Assert.Equal((StatusCode.Aborted, RefusalReasons.StaleVersion), (stale.Code, stale.Info.Reason));
        Assert.Equal("1", stale.Info.Metadata["version"]);
        Assert.Equal(row, await node.OnlyRowAsync());
    }

    private static async Task<ListPreservationsResponse> ListAsync(PreservationsNode node, ListPreservationsRequest request) =>
        await node.Client.ListPreservationsAsync(request, PreservationsNode.As(Role.Auditor), cancellationToken: Cancellation);

    private static async Task<IEnumerable<string>> NamesAsync(PreservationsNode node, ListPreservationsRequest request) =>
        (await ListAsync(node, request)).Rows.Select(row => row.Name);
}
