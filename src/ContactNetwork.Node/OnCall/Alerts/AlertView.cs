using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using Google.Protobuf;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Keeps the alerts inline: the row of an alert is written in the transaction of its facts.</summary>
internal sealed class AlertView(AlertRows rows) : IView<Alert>
{
    private const string UpsertSql =
        """
        insert into node.alert (id, subject_kind, subject_id, cause, is_open, version, row)
        values (?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update set
            is_open = excluded.is_open, version = excluded.version, row = excluded.row, changed = pg_current_xact_id()
        """;

    public void Update(WriteSession session, Guid streamId, Alert state, long version)
    {
        session.Queue(
            UpsertSql,
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
