using ContactNetwork.Domain;
using Npgsql;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// Pages the desk about notices that can't become alerts, because the code that makes alerts fails. A page is written down
/// before it leaves, and repeated under the same name until it was handed over; it is said again from time to time until
/// the notices could be told. Several replicas may try; a row's lock lets one at a time.
/// </summary>
internal sealed class NoticePages(NpgsqlDataSource source, IPeersDesk desk, ILogger<NoticePages> log)
{
    /// <summary>Notices in one page; the rest is for the next look.</summary>
    public const int BundleMax = 20;

    /// <summary>How often a page is said again.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Least time between two pages; what is of an emergency never waits for it.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromSeconds(30);

    /// <summary>When a page that was not handed over, or whose sender died, is tried again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    // An instant further ahead than any that is written was written before the store's clock was set back: it keeps nobody waiting.
    private const string TakeSql =
        """
        update node.peer_notice set next_page = clock_timestamp() + $1, page_key = coalesce(page_key, $2)
        where id in (
            select id from node.peer_notice where (next_page <= clock_timestamp() or next_page > clock_timestamp() + $6)
                and (urgency = $4 or not exists (select 1 from node.peer_notice p
                    where p.next_page > clock_timestamp() + $5 and p.next_page <= clock_timestamp() + $6))
            order by urgency, create_time limit $3 for update skip locked)
        returning page_key, cause, peer, subject, reference, urgency, is_test, create_time
        """;

    private const string PagedSql =
        "update node.peer_notice set next_page = clock_timestamp() + $2, page_key = null where page_key = $1";

    /// <summary>Pages about what waits and was not paged lately.</summary>
    public async Task PageAsync(CancellationToken cancellation)
    {
        foreach (var page in (await TakeAsync(cancellation)).GroupBy(waiting => waiting.Key, waiting => waiting.Notice))
        {
            List<WaitingNotice> notices = [.. page];
            var isPaged = await desk.PageAsync(page.Key, notices, cancellation);
            log.NoticesPaged(page.Key, notices.Count, isPaged);
            if (isPaged)
                await NotePagedAsync(page.Key, cancellation);
        }
    }

    private async Task<List<(Guid Key, WaitingNotice Notice)>> TakeAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(TakeSql);
        command.Parameters.Add(new() { Value = RetryAfter });
        command.Parameters.Add(new() { Value = Guid.NewGuid() });
        command.Parameters.Add(new() { Value = BundleMax });
        command.Parameters.Add(new() { Value = (short)Urgency.Emergency });
        command.Parameters.Add(new() { Value = Every - Spacing });
        command.Parameters.Add(new() { Value = Every });
        var taken = new List<(Guid, WaitingNotice)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var notice = new PeersNotice(
                reader.GetString(1),
                reader.GetString(2),
                reader.GetGuid(3),
                reader.GetString(4),
                (Urgency)reader.GetInt16(5),
                reader.GetBoolean(6));
            taken.Add((reader.GetGuid(0), new WaitingNotice(notice, reader.GetFieldValue<DateTimeOffset>(7))));
        }

        return taken;
    }

    private async Task NotePagedAsync(Guid key, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(PagedSql);
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = Every });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
