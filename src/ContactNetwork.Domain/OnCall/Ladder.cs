using System.Collections.Immutable;

namespace ContactNetwork.Domain.OnCall;

/// <summary>What an alert is about, in words that on-call doesn't understand: the room that registered the kind does.</summary>
/// <param name="Kind">The kind, e.g. "preservation".</param>
/// <param name="Id">The thing.</param>
/// <param name="Reference">Its reference number; empty when it has none.</param>
/// <param name="PeerCountry">The country that it is about; null when none.</param>
public sealed record AlertSubject(string Kind, Guid Id, string Reference, string? PeerCountry);

/// <summary>Whom to page when.</summary>
/// <param name="Steps">The steps in order; may be empty, then the alert is missed at once.</param>
/// <param name="MissedAfter">When the ladder has run out, counted from the raising.</param>
/// <param name="AlarmEvery">How often everybody is paged again after that.</param>
public sealed record Ladder(ImmutableArray<LadderStep> Steps, TimeSpan MissedAfter, TimeSpan AlarmEvery);

/// <summary>One step of a ladder.</summary>
/// <param name="After">When it begins, counted from the raising; steps are in this order.</param>
/// <param name="Targets">Whom to page and how; empty is a gap.</param>
public sealed record LadderStep(TimeSpan After, ImmutableArray<PageTarget> Targets);

/// <summary>One way to page one person. The address itself stays in the duty list.</summary>
/// <param name="Person">The person's key in the duty list; holds no "/".</param>
/// <param name="Method">The kind of channel, e.g. "smtp"; holds no "/".</param>
/// <param name="AddressKey">Which of the person's addresses of this kind, from "0".</param>
public sealed record PageTarget(string Person, string Method, string AddressKey);

/// <summary>Names one page of an alert.</summary>
/// <param name="Step">The step, from 1; alarms after Missed go on counting after the last step.</param>
/// <param name="Target">Whom and how.</param>
public sealed record PageKey(int Step, PageTarget Target)
{
    /// <summary>The key of the due item: "step/person/method/address".</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Step}/{Target.Person}/{Target.Method}/{Target.AddressKey}");
}
