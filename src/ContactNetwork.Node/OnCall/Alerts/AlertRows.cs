using System.Collections.Frozen;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.People;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Alert = ContactNetwork.Domain.OnCall.Alert;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>
/// Makes the rows that people see from the states of alerts. Stored rows name the person who took an alert by id; the name
/// is put in when a row is shown, so that names are kept in one place.
/// </summary>
internal sealed class AlertRows(NodeIdentity node, DutyList duty, IServiceProvider services)
{
    /// <summary>The plural that stands in names.</summary>
    public const string Collection = "alerts";

    private const string SomebodyOfTheDesk = "a person of the desk";

    // Rooms use the desk, and the desk's view comes here: so they are looked up when first needed.
    private readonly Lazy<FrozenDictionary<string, string>> collections = new(() =>
        services.GetServices<ISubjectRoom>().ToFrozenDictionary(room => room.SubjectKind, room => room.Collection));

    /// <summary>The row as it is stored.</summary>
    public V1.Alert Of(Alert state, long version) => new()
    {
        Name = node.Name(Collection, state.Id),
        Version = version,
        SubjectKind = state.Subject.Kind,
        SubjectName = collections.Value.TryGetValue(state.Subject.Kind, out var collection) ? node.Name(collection, state.Subject.Id) : "",
        Reference = state.Subject.Reference,
        Cause = state.Cause,
        Urgency = (V1.Urgency)state.Urgency,
        Purpose = (V1.Purpose)state.Purpose,
        State = StateOf(state.Stage),
        RaiseTime = Timestamp.FromDateTimeOffset(state.RaisedAt),
        NotifyTime = Time(state.NotifiedAt),
        AcknowledgeTime = state.Stage == AlertStage.Acknowledged ? Time(state.EndedAt) : null,
        AcknowledgedPerson = state.AcknowledgedBy?.PersonId?.ToString("D") ?? "",
        Step = state.Stage == AlertStage.Missed ? state.Ladder.Steps.Length : state.Step,
        NextStepTime = Time(state.NextStepAt),
        PeerCountry = state.Subject.PeerCountry ?? "",
    };

    /// <summary>The row as a caller sees it: with the person's name, and without the subject for those who see no cases.</summary>
    public V1.Alert Shown(V1.Alert stored, bool withSubject)
    {
        var shown = stored.Clone();
        shown.AcknowledgedPerson = stored.AcknowledgedPerson.Length == 0 ? "" : NameOf(stored.AcknowledgedPerson);
        if (withSubject)
            return shown;

        shown.SubjectKind = shown.SubjectName = shown.Reference = shown.PeerCountry = "";
        return shown;
    }

    /// <summary>The name of a person by the id or key that is stored.</summary>
    public string NameOf(string person)
    {
        try
        {
            if (Guid.TryParse(person, out var id) && services.GetService<PeopleRegister>()?.Find(id) is { } record)
                return record.DisplayName;
        }
        catch (RefusalException)
        {
            // The register counts nobody while the store is away; the duty list still has its names.
        }

        return duty.NameOf(person) ?? SomebodyOfTheDesk;
    }

    private static AlertState StateOf(AlertStage stage) => stage switch
    {
        AlertStage.Raised => AlertState.Raised,
        AlertStage.Notified => AlertState.Notified,
        AlertStage.Escalated => AlertState.Escalated,
        AlertStage.Missed => AlertState.Missed,
        AlertStage.Acknowledged => AlertState.Acknowledged,
        AlertStage.Cancelled => AlertState.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "The stages are closed."),
    };

    private static Timestamp? Time(DateTimeOffset? instant) => instant is { } known ? Timestamp.FromDateTimeOffset(known) : null;
}
