using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Keeps the board inline: the row of a request is written in the transaction of its facts.</summary>
internal sealed class BoardView(BoardRows rows) : IView<RequestingPreservation>, IView<RequestedPreservation>
{
    private static readonly RowsStatement Upsert = RowsStatement.Of(
        """
        insert into node.board (id, reference, side, peer_country, stage, add_time, version, row)
        select id, reference, side, peer_country, stage, add_time, version, row
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) as b (id, reference, side, peer_country, stage, add_time, version, row)
        on conflict (id) do update set
            stage = excluded.stage, version = excluded.version, row = excluded.row, changed = pg_current_xact_id()
        """,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Text,
        RowColumn.Smallint,
        RowColumn.Time,
        RowColumn.Bigint,
        RowColumn.Bytes);

    public void Update(WriteSession session, Guid streamId, RequestingPreservation state, long version) =>
        Write(session, streamId, rows.Of(state, version, session.Now));

    public void Update(WriteSession session, Guid streamId, RequestedPreservation state, long version) =>
        Write(session, streamId, rows.Of(state, version, session.Now));

    private static void Write(WriteSession session, Guid id, BoardRow row)
    {
        session.QueueRow(
            Upsert,
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
