using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Store;
using Npgsql;
using Xunit;
using Lane = ContactNetwork.Domain.Lane;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What is kept for a time is kept for all of it, and no longer.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestLab lab = new();
    private PeersNode xa = null!;
    private PeersNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        xa = await PeersNode.StartAsync(lab, "XA");
        xb = await PeersNode.StartAsync(lab, "XB");
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task Sent_bytes_are_deleted_35_days_after_their_answer_and_their_digests_stay()
    {
        await SendAsync(2);
        var digest = await DigestAsync(sequence: 1);
        Assert.NotNull(digest);

        Assert.Equal(0, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept - Hour));
        Assert.Equal(2, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept + Hour));
        Assert.Equal(0, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept + Hour));

        Assert.Equal((0, 2), (await xa.CountAsync("outbox"), await xa.CountAsync("receipt")));
        Assert.Equal(digest, await DigestAsync(sequence: 1));
        // The chain goes on, and the receiver, which keeps what it took, still knows all of it.
        await SendAsync(1);
        Assert.Equal(3, await xb.CountAsync("inbox where outcome = 1"));
    }

    [Fact]
    public async Task What_is_not_answered_for_good_or_must_be_sent_again_is_kept()
    {
        await SendAsync(2);
        await xa.ExecuteAsync("update node.receipt set outcome = 3 where sequence = 1");
        Assert.Equal(1, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept + Hour));
        Assert.Equal(1, await xa.ScalarAsync<long>("select sequence from node.outbox"));

        // Its second outcome has come, but the peer has lost it since.
        await xa.ExecuteAsync("update node.receipt set outcome = 1; update node.outgoing_lane set receipted_sequence = 0, stop_reason = 'test'");
        Assert.Equal(0, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept + Hour));
        await xa.ExecuteAsync("update node.outgoing_lane set receipted_sequence = 2");
        Assert.Equal(1, await DeleteAsync<OutboxRetention>(OutboxRetention.Kept + Hour));
    }

    [Fact]
    public async Task First_answers_are_forgotten_after_400_days_so_many_at_a_time()
    {
        await xa.FileAsync("XB");
        Assert.Equal(0, await DeleteAsync<FirstAnswersRetention>(FirstAnswers.Kept - Hour));
        await xa.ExecuteAsync(
            "insert into node.request select actor, method, gen_random_uuid(), digest, answer, record_time from node.request, generate_series(1, 1200)");

        Assert.Equal(FirstAnswersRetention.BatchMax, await DeleteAsync<FirstAnswersRetention>(FirstAnswers.Kept + Hour));
        Assert.Equal(1201 - FirstAnswersRetention.BatchMax, await DeleteAsync<FirstAnswersRetention>(FirstAnswers.Kept + Hour));
        Assert.Equal(0, await xa.CountAsync("request"));
    }

    private async Task SendAsync(int count)
    {
        var before = await xa.CountAsync("receipt");
        for (var index = 0; index < count; index++)
            await xa.FileAsync("XB");
        await xa.UntilCountAsync("receipt", before + count);
        await xa.UntilCountAsync("outgoing_lane where sequence = receipted_sequence", 1);
    }

    private Task<int> DeleteAsync<TRetention>(TimeSpan later)
        where TRetention : IRetention => xa.Get<IEnumerable<IRetention>>().OfType<TRetention>().Single()
            .DeleteAsync(xa.Get<IStoreClock>().Now + later, Cancellation);

    private async Task<Federation.Digest?> DigestAsync(ulong sequence)
    {
        await using var connection = await xa.Get<NpgsqlDataSource>().OpenConnectionAsync(Cancellation);
        return await Outbox.DigestAsync(connection, "XB", Lane.Urgent, 1, sequence, Cancellation);
    }
}
