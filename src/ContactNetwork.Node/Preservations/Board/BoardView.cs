using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Keeps the board inline: the row of a request is written in the transaction of its facts.</summary>
internal sealed class BoardView(BoardRows rows) : IView<RequestingPreservation>, IView<RequestedPreservation>
{
    private const string UpsertSql =
        """
        insert into node.board (id, reference, side, peer_country, stage, add_time, version, row)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set
            stage = excluded.stage, version = excluded.version, row = excluded.row, changed = pg_current_xact_id()
        """;

    public void Update(WriteSession session, Guid streamId, RequestingPreservation state, long version) =>
        Write(session, streamId, rows.Of(state, version, session.Now));

    public void Update(WriteSession session, Guid streamId, RequestedPreservation state, long version) =>
        Write(session, streamId, rows.Of(state, version, session.Now));

    private static void Write(WriteSession session, Guid id, BoardRow row)
    {
        session.Queue(
            UpsertSql,
            id,
            row.Reference,
            (short)row.Side,
            row.PeerCountry,
            (short)row.Stage,
            session.Now,
            row.Version,
            row.ToByteArray());
        session.WakeAfterCommit(WakeTopics.Board);
    }
}
