using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>The law that requests meet.</summary>
/// <param name="LegalBases">What domestic law says.</param>
/// <param name="Instruments">What binds the country.</param>
/// <param name="Reservations">Reservations and declarations.</param>
/// <param name="PreservationRules">How data are preserved; null when not told.</param>
public sealed record NationalLaw(
    ImmutableArray<LegalBasis> LegalBases,
    ImmutableArray<InstrumentStatus> Instruments,
    ImmutableArray<Reservation> Reservations,
    PreservationRules? PreservationRules)
{
    /// <summary>Nothing is told.</summary>
    public static NationalLaw Empty { get; } = new([], [], [], null);
}

/// <summary>An article of domestic law.</summary>
/// <param name="RequestKinds">The kinds that rest on it; empty for all.</param>
/// <param name="Articles">Law and article.</param>
/// <param name="Link">Where to read it; empty for none.</param>
/// <param name="Summary">In English.</param>
public sealed record LegalBasis(ImmutableArray<RequestKind> RequestKinds, string Articles, string Link, string Summary);

/// <summary>Since when an instrument binds the country.</summary>
/// <param name="Instrument">"BC", "1AP", "2AP", "UNCC" or "bilateral: …".</param>
/// <param name="InForceDate">ISO 8601 date; empty when only signed.</param>
public sealed record InstrumentStatus(string Instrument, string InForceDate);

/// <summary>A reservation or declaration.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Article">The article, e.g. "29(4)".</param>
/// <param name="Effect">What it leads to.</param>
/// <param name="Text">In English.</param>
/// <param name="RequestKinds">The kinds that it touches; empty for all.</param>
public sealed record Reservation(
    string Instrument, string Article, ReservationEffect Effect, string Text, ImmutableArray<RequestKind> RequestKinds);

/// <summary>How data are preserved.</summary>
/// <param name="Means">The means.</param>
/// <param name="MeansWords">The means more exactly.</param>
/// <param name="PeriodDays">The domestic period in days; 0 when the law sets none.</param>
/// <param name="IsRenewable">It can be renewed.</param>
/// <param name="TotalDaysMax">The longest time in all, in days; 0 for no limit.</param>
/// <param name="IsUserNotified">The law demands to tell the user.</param>
/// <param name="IsDualCriminalityNeeded">Dual criminality is asked for.</param>
/// <param name="Formalities">Which form must be kept.</param>
/// <param name="OrderingAuthorityId">The authority that orders it; empty when the contact point does.</param>
public sealed record PreservationRules(
    PreservationMeans Means,
    string MeansWords,
    int PeriodDays,
    bool IsRenewable,
    int TotalDaysMax,
    bool IsUserNotified,
    bool IsDualCriminalityNeeded,
    string Formalities,
    string OrderingAuthorityId);
