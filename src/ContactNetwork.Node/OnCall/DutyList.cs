using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;

namespace ContactNetwork.Node.OnCall;

/// <summary>
/// Who is on duty as configured now: makes the ladders that alerts take with them, and finds the addresses that they leave
/// out. Follows the settings while the node runs.
/// </summary>
internal sealed class DutyList(SoundOptions options)
{
    private static readonly ImmutableArray<double> EmergencyMinutes = [0, 3, 6, 10];
    private static readonly ImmutableArray<double> UrgentMinutes = [0, 15, 30, 45];
    private static readonly ImmutableArray<double> RoutineMinutes = [0, 4 * 60, 24 * 60];

    /// <summary>The desk's number; empty for none.</summary>
    public string DeskPhone => Current.DeskPhone;

    /// <summary>The persons, the first to be paged first.</summary>
    public IReadOnlyList<DutyPersonOptions> Persons => Current.DutyList;

    /// <summary>Whether nobody can be paged.</summary>
    public bool IsEmpty => Current.DutyList.Count == 0;

    /// <summary>Every way to page anybody on the list.</summary>
    public IEnumerable<(string Method, string Address)> Everybody =>
        Current.DutyList.SelectMany(Targets).Select(known => (known.Target.Method, known.Address));

    /// <summary>The ladder for a new alert.</summary>
    public Ladder LadderFor(Urgency urgency)
    {
        var now = Current;
        return now.LadderOf(urgency) is { } given ? Given(given, now) : Default(urgency, now);
    }

    /// <summary>
    /// The ladder that a missed alert goes on with where nobody on its own can be paged any more: nobody was on duty when it
    /// was raised, or all have left since. Null where somebody can, or where nobody is on duty now either.
    /// </summary>
    public Ladder? ReplacementOf(Ladder own, Urgency urgency)
    {
        if (own.Steps.SelectMany(step => step.Targets).Any(target => AddressOf(target) is not null))
            return null;
        var present = LadderFor(urgency);
        return present.Steps.Any(step => !step.Targets.IsEmpty) ? present : null;
    }

    /// <summary>The address of a page's target; null where the duty list no longer holds it.</summary>
    public string? AddressOf(PageTarget target) => Find(target.Person) is { } person
        ? Targets(person).FirstOrDefault(known => known.Target == target).Address
        : null;

    /// <summary>The name of a person on the duty list; null where it no longer holds the person.</summary>
    public string? NameOf(string person) => Find(person)?.DisplayName;

    private OnCallOptions Current => options.Current;

    private DutyPersonOptions? Find(string person) => Current.DutyList.FirstOrDefault(known => known.Person == person);

    private static Ladder Given(LadderOptions given, OnCallOptions options) => new(
        [
            .. given.Steps.Select(step => new LadderStep(
                TimeSpan.FromMinutes(step.Minutes),
                [.. step.Persons.SelectMany(key => options.DutyList.Where(person => person.Person == key)).SelectMany(Targets).Select(known => known.Target)])),
        ],
        TimeSpan.FromMinutes(given.MissedAfterMinutes),
        TimeSpan.FromMinutes(given.AlarmEveryMinutes));

    /// <summary>One person after the other, as long as there are persons and default steps.</summary>
    private static Ladder Default(Urgency urgency, OnCallOptions options)
    {
        var (minutes, missedAfter) = urgency switch
        {
            Urgency.Emergency => (EmergencyMinutes, TimeSpan.FromMinutes(15)),
            Urgency.Urgent => (UrgentMinutes, TimeSpan.FromMinutes(60)),
            Urgency.Routine => (RoutineMinutes, TimeSpan.FromHours(48)),
            _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, "There are three urgencies."),
        };
        return new Ladder(
            [.. minutes.Zip(options.DutyList, (after, person) => new LadderStep(TimeSpan.FromMinutes(after), [.. Targets(person).Select(known => known.Target)]))],
            missedAfter,
            TimeSpan.FromMinutes(new LadderOptions().AlarmEveryMinutes));
    }

    /// <summary>The ways to page a person; an address is named by its place among those of its kind.</summary>
    private static IEnumerable<(PageTarget Target, string Address)> Targets(DutyPersonOptions person) => person.Methods
        .GroupBy(method => method.Kind)
        .SelectMany(kind => kind.Select((method, index) => (
            new PageTarget(person.Person, method.Kind, index.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            method.Address)));
}
