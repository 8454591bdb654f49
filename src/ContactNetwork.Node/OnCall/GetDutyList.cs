using ContactNetwork.Domain.OnCall;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.OnCall;

/// <summary>Shows whom the node pages, by its settings as they are now. Addresses stay in the settings.</summary>
internal sealed class GetDutyListQuery(DutyList duty)
{
    /// <summary>Answers the query.</summary>
    public GetDutyListResponse Answer()
    {
        var response = new GetDutyListResponse { DeskPhone = duty.DeskPhone };
        response.Persons.AddRange(duty.Persons.Select(Shown));
        response.Ladders.AddRange(System.Enum.GetValues<Domain.Urgency>().Select(urgency => Shown(urgency, duty.LadderFor(urgency))));
        return response;
    }

    private static DutyPerson Shown(DutyPersonOptions person)
    {
        var shown = new DutyPerson { Person = person.Person, DisplayName = person.DisplayName };
        shown.Languages.AddRange(person.Languages);
        shown.Channels.AddRange(person.Methods.Select(method => method.Kind));
        return shown;
    }

    private DutyLadder Shown(Domain.Urgency urgency, Ladder ladder)
    {
        var shown = new DutyLadder
        {
            Urgency = (V1.Urgency)urgency,
            MissedDelay = Duration.FromTimeSpan(ladder.MissedAfter),
            AlarmInterval = Duration.FromTimeSpan(ladder.AlarmEvery),
        };
        shown.Steps.AddRange(ladder.Steps.Select(Shown));
        return shown;
    }

    private DutyStep Shown(LadderStep step)
    {
        var shown = new DutyStep { Delay = Duration.FromTimeSpan(step.After) };
        shown.Persons.AddRange(step.Targets.Select(target => target.Person).Distinct().Select(person => duty.NameOf(person) ?? person));
        return shown;
    }
}
