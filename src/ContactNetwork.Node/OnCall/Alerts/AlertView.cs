using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Google.Protobuf;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Keeps the alerts inline: the row of an alert is written in the transaction of its facts.</summary>
internal sealed class AlertView(AlertRows rows) : IView<Alert>
{
    private static readonly RowsStatement Upsert = RowsStatement.Of(
        """
        insert into node.alert (id, subject_kind, subject_id, cause, is_open, version, row)
        select id, subject_kind, subject_id, cause, is_open, version, row
        from unnest($1, $2, $3, $4, $5, $6, $7) as a (id, subject_kind, subject_id, cause, is_open, version, row)
        on conflict (id) do update set
            is_open = excluded.is_open, version = excluded.version, row = excluded.row, changed = pg_current_xact_id()
        """,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Flag,
        RowColumn.Bigint,
        RowColumn.Bytes);

    public void Update(WriteSession session, Guid streamId, Alert state, long version)
    {
        session.QueueRow(
            Upsert,
            streamId,
            state.Subject.Kind,
            state.Subject.Id,
            state.Cause,
            state.IsOpen,
            version,
            rows.Of(state, version).ToByteArray());
        session.WakeAfterCommit(WakeTopics.Alerts);
    }
}
