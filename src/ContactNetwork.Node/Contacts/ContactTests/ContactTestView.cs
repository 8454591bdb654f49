using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ContactTest = ContactNetwork.Domain.Contacts.ContactTest;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Keeps the list of contact tests inline: the row of a test is written in the transaction of its facts.</summary>
internal sealed class ContactTestView(NodeIdentity node) : IView<ContactTest>, IView<ReceivedContactTest>
{
    /// <summary>The plural that stands in names.</summary>
    public const string Collection = "contactTests";

    private static readonly RowsStatement Upsert = RowsStatement.Of(
        """
        insert into node.contact_test (id, peer_country, is_admitted, add_time, hold_until, version, row)
        select id, peer_country, is_admitted, add_time, hold_until, version, row
        from unnest($1, $2, $3, $4, $5, $6, $7) as t (id, peer_country, is_admitted, add_time, hold_until, version, row)
        on conflict (id) do update set hold_until = excluded.hold_until, version = excluded.version, row = excluded.row
        """,
        RowColumn.Uuid,
        RowColumn.Text,
        RowColumn.Flag,
        RowColumn.Time,
        RowColumn.Time,
        RowColumn.Bigint,
        RowColumn.Bytes);

    public void Update(WriteSession session, Guid streamId, ContactTest state, long version) =>
        session.QueueRow(Upsert, streamId, state.Country, false, state.AddedAt, state.AddedAt, version, Row(state, version).ToByteArray());

    public void Update(WriteSession session, Guid streamId, ReceivedContactTest state, long version) => session.QueueRow(
        Upsert,
        streamId,
        state.Country,
        state.Stage != ReceivedContactTestStage.Declined,
        state.ReceivedAt,
        state.HoldsUntil,
        version,
        Row(state, version).ToByteArray());

    /// <summary>A test of this country as its people see it.</summary>
    public V1.ContactTest Row(ContactTest state, long version) => new()
    {
        Name = node.Name(Collection, state.Id),
        Version = version,
        Side = ContactTestSide.Tester,
        PeerCountry = state.Country,
        Level = (ContactTestLevel)state.Level,
        State = StateOf(state),
        Outcome = (ContactTestOutcome)(state.Outcome ?? 0),
        DeclineReason = (ContactTestDeclineReason)(state.Decline ?? 0),
        NextTime = Time(state.NextAt),
        PlanTime = Time(state.PlannedFor),
        AddTime = Time(state.AddedAt),
        StartTime = Time(state.StartedAt),
        ReceiveTime = Time(state.ReceivedAt),
        AcknowledgeTime = Time(state.AcknowledgedAt),
        AcknowledgedRole = state.Role,
        EndTime = Time(state.EndedAt),
        Correction = state.Correction,
        ReturnCode = state.ReturnCode,
        Reference = state.Call is null ? "" : ContactTestReference.Of(node.Country, state.Id),
        ContactPointId = state.Call?.ContactPointId ?? "",
        Number = state.Call?.Number ?? "",
        IsPreviousNumber = state.Call?.IsPreviousNumber ?? false,
        Word = (ContactTestWord)(state.Word ?? 0),
        Language = state.Language,
        AnswerTime = Time(state.AnsweredAt),
        LocalTime = state.Call?.LocalTime ?? "",
        Realm = (Realm)state.Realm,
    };

    /// <summary>A test of this country by another as people here see it.</summary>
    public V1.ContactTest Row(ReceivedContactTest state, long version) => new()
    {
        Name = node.Name(Collection, state.Id),
        Version = version,
        Side = ContactTestSide.Tested,
        PeerCountry = state.Country,
        Level = (ContactTestLevel)state.Level,
        State = state is { Call: not null, Outcome: not null } ? ContactTestState.Concluded : StateOf(state.Stage),
        Outcome = (ContactTestOutcome)(state.Outcome ?? 0),
        DeclineReason = (ContactTestDeclineReason)(state.Decline ?? 0),
        NextTime = Time(state.NextAt),
        AddTime = Time(state.ReceivedAt),
        ReceiveTime = Time(state.ReceivedAt),
        AcknowledgeTime = Time(state.AcknowledgedAt),
        AcknowledgedRole = state.AcknowledgedBy?.Role ?? "",
        EndTime = Time(state.EndedAt),
        Correction = state.Correction,
        Reference = state.Reference,
        ContactPointId = state.Call?.ContactPointId ?? "",
        Number = state.Call?.Number ?? "",
        IsPreviousNumber = state.Call?.IsPreviousNumber ?? false,
        Word = (ContactTestWord)(state.Word ?? 0),
        Language = state.Language,
        Realm = (Realm)state.Realm,
    };

    private static ContactTestState StateOf(ContactTest state) => state.Stage switch
    {
        ContactTestStage.Planned => ContactTestState.Planned,
        ContactTestStage.Started => ContactTestState.Started,
        ContactTestStage.Delivered => ContactTestState.Waiting,
        ContactTestStage.Concluded when state is { Call: not null, Outcome: not ContactOutcome.Bounced } => ContactTestState.Concluded,
        ContactTestStage.Concluded when state.AcknowledgedAt is not null => ContactTestState.Acknowledged,
        ContactTestStage.Concluded when state.Outcome == ContactOutcome.Bounced => ContactTestState.Returned,
        ContactTestStage.Concluded => ContactTestState.Unanswered,
        ContactTestStage.Declined => ContactTestState.Declined,
        ContactTestStage.Dropped => ContactTestState.Dropped,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.Stage, "The stages are closed."),
    };

    private static ContactTestState StateOf(ReceivedContactTestStage stage) => stage switch
    {
        ReceivedContactTestStage.Open => ContactTestState.Waiting,
        ReceivedContactTestStage.Acknowledged => ContactTestState.Acknowledged,
        ReceivedContactTestStage.Unanswered => ContactTestState.Unanswered,
        ReceivedContactTestStage.Declined => ContactTestState.Declined,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "The stages are closed."),
    };

    private static Timestamp? Time(DateTimeOffset? instant) => instant is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
