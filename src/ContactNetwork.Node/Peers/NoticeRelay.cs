using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// Tells the duty desk what could not be told in the commit that it belongs to. Several replicas may try; one succeeds. While
/// none does, people are paged without an alert.
/// </summary>
internal sealed class NoticeRelay(Shell shell, Notices notices, NoticePages pages, Alarms alarms, ILogger<NoticeRelay> log) : BackgroundService
{
    private const string TakeSql =
        """
        delete from node.peer_notice where id = (
            select id from node.peer_notice order by create_time limit 1 offset $1 for update skip locked)
        returning cause, peer, subject, reference, urgency, is_test
        """;

    private const string CountSql = "select count(*) from node.peer_notice";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RelayAllAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.NoticesNotRelayed(fault);
            }
        }
    }

    /// <summary>Tells all; one that fails is passed over until the next look.</summary>
    internal async Task RelayAllAsync(CancellationToken cancellation)
    {
        var failed = 0;
        long? pagedAt = null;
        for (var isMore = await CountAsync(cancellation) > 0; isMore;)
        {
            try
            {
                isMore = await shell.RunAsync((session, inner) => RelayAsync(session, failed, inner), cancellation);
            }
            catch (Exception fault) when (StoreFaults.IsOwn(fault))
            {
                log.NoticesNotRelayed(fault);
                failed++;
                // The others may take long to fail: nobody waits for them to be paged.
                if (pagedAt is not { } at || Stopwatch.GetElapsedTime(at) >= LookEvery)
                {
                    await PageAsync(cancellation);
                    pagedAt = Stopwatch.GetTimestamp();
                }
            }
        }

        if (failed > 0)
            await PageAsync(cancellation);
        else
            alarms.Set(PeersAlarms.NoticesWaiting, false);
    }

    private async Task PageAsync(CancellationToken cancellation)
    {
        alarms.Set(PeersAlarms.NoticesWaiting, true);
        await pages.PageAsync(cancellation);
    }

    private async Task<bool> RelayAsync(WriteSession session, int offset, CancellationToken cancellation)
    {
        PeersNotice notice;
        await using (var take = new NpgsqlCommand(TakeSql, session.Connection) { Parameters = { new() { Value = offset } } })
        await using (var reader = await take.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return false;
            notice = new(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetString(3),
                (Urgency)reader.GetInt16(4),
                reader.GetBoolean(5));
        }

        await notices.TellAsync(session, notice, cancellation);
        return true;
    }

    private Task<long> CountAsync(CancellationToken cancellation) => shell.ReadAsync(
        async (connection, inner) =>
        {
            await using var command = new NpgsqlCommand(CountSql, connection);
            return (long)(await command.ExecuteScalarAsync(inner))!;
        },
        cancellation);
}
