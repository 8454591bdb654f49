using ContactNetwork.Domain;
using ContactNetwork.Node.Preservations;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Store;

public sealed class FilingTests
{
    [Fact]
    public async Task A_filed_request_is_stored_shown_and_owed_in_one_commit()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var request = Samples.Request();

        var filed = await node.FileAsync(request);

        Assert.Equal(1, filed.Row.Version);
        Assert.Equal(PreservationStage.Released, filed.Row.Stage);
        var shown = await node.Get<GetPreservationQuery>().AnswerAsync(
            new GetPreservationRequest { Name = $"nodes/xa/preservations/{filed.Row.Reference}" }, TestContext.Current.CancellationToken);
        Assert.Equal(filed.Row, shown.Row);
        Assert.Equal(request.Content.FactsSummary, shown.Content.FactsSummary);
        Assert.Equal("filed", Assert.Single(shown.History).Step);
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.due where kind = 'deliver' and work_group = 'deliver/XB/1'"));
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.due where kind = 'deadline' and key = 'receipt'"));
    }

    [Fact]
    public async Task The_same_request_id_again_gets_the_first_answer_and_has_no_second_effect()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var request = Samples.Request();

        var first = await node.FileAsync(request);
        var second = await node.FileAsync(request.Clone());

        Assert.Equal(first, second);
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.board"));
    }

    [Fact]
    public async Task The_same_request_id_at_the_same_time_has_one_effect_and_everybody_gets_the_first_answer()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        await using var other = await store.StartAsync();
        var request = Samples.Request();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => (index % 2 == 0 ? node : other).FileAsync(request.Clone())));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.board"));
        Assert.Equal(1, await node.ScalarAsync<long>("select count(*) from node.case_key"));
    }

    [Fact]
    public async Task The_same_request_id_with_another_content_is_refused()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();
        var request = Samples.Request();
        await node.FileAsync(request);
        var other = request.Clone();
        other.Content.Necessity = "Another reason.";

        var refused = await Assert.ThrowsAsync<RefusalException>(() => node.FileAsync(other));

        Assert.Equal(RefusalReasons.RequestIdReused, refused.Refusal.Reason);
    }

    [Fact]
    public async Task A_request_to_a_country_that_is_no_member_leaves_nothing_behind()
    {
        await using var store = await TestStore.CreateAsync();
        await using var node = await store.StartAsync();

        var refused = await Assert.ThrowsAsync<RefusalException>(() => node.FileAsync(Samples.Request("XZ")));

        Assert.Equal(RefusalReasons.PeerUnknown, refused.Refusal.Reason);
        foreach (var table in new[] { "board", "due", "case_key", "request", "mt_events", "mt_streams" })
            Assert.Equal(0, await node.ScalarAsync<long>($"select count(*) from node.{table}"));
    }
}
