using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers;

/// <summary>
/// Tells the duty desk, in the transaction of what it must learn. Where the desk's own code fails, a row is left that
/// needs no room's code, and <see cref="NoticeRelay"/> tells it until it succeeds.
/// </summary>
internal sealed class Notices(IPeersDesk desk, ILogger<Notices> log)
{
    private const string InsertSql =
        """
        insert into node.peer_notice (id, cause, peer, subject, reference, urgency, is_test, create_time)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Tells the desk in this session.</summary>
    public Task TellAsync(WriteSession session, PeersNotice notice, CancellationToken cancellation) =>
        desk.RaiseAsync(session, notice, cancellation);

    /// <summary>
    /// Runs an act in a transaction of its own, and tells the desk in the same where the act says so; where that fails,
    /// the act runs again and leaves the row.
    /// </summary>
    public async Task<bool> RunAsync(
        Shell shell, Func<WriteSession, CancellationToken, Task<bool>> act, PeersNotice notice, CancellationToken cancellation)
    {
        try
        {
            return await shell.RunAsync(
                async (session, inner) =>
                {
                    var isToTell = await act(session, inner);
                    if (isToTell)
                        await TellAsync(session, notice, inner);
                    return isToTell;
                },
                cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsOwn(fault))
        {
            log.NoticesNotRelayed(fault);
        }

        return await shell.RunAsync(
            async (session, inner) =>
            {
                var isToTell = await act(session, inner);
                if (isToTell)
                    Leave(session, notice);
                return isToTell;
            },
            cancellation);
    }

    /// <summary>Leaves the row in this session.</summary>
    public static void Leave(WriteSession session, PeersNotice notice) => session.Queue(
        InsertSql,
        Guid.CreateVersion7(session.Now),
        notice.Cause,
        notice.Peer,
        notice.Subject,
        notice.Reference,
        (short)notice.Urgency,
        notice.IsTest,
        session.Now);
}
