using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What the law of a sheet must keep.</summary>
internal static class LawCheck
{
    public static void Check(Inspection inspection, string field, NationalLaw law, CountrySheet sheet)
    {
        inspection.Each($"{field}.legal_bases", law.LegalBases, SheetLimits.LawEntriesMax, (path, basis) =>
        {
            CheckKinds(inspection, $"{path}.request_kinds", basis.RequestKinds);
            inspection.Text($"{path}.articles", basis.Articles, SheetLimits.WordsMax, "name law and article");
            inspection.Link($"{path}.link", basis.Link);
            inspection.Optional($"{path}.summary", basis.Summary, SheetLimits.NoteMax);
        });
        inspection.Each($"{field}.instruments", law.Instruments, SheetLimits.LawEntriesMax, (path, instrument) =>
        {
            inspection.Text($"{path}.instrument", instrument.Instrument, SheetLimits.InstrumentMax, "name the instrument");
            inspection.OptionalDate($"{path}.in_force_date", instrument.InForceDate);
        });
        inspection.Each($"{field}.reservations", law.Reservations, SheetLimits.LawEntriesMax, (path, reservation) =>
        {
            inspection.Text($"{path}.instrument", reservation.Instrument, SheetLimits.InstrumentMax, "name the instrument");
            inspection.Text($"{path}.article", reservation.Article, SheetLimits.InstrumentMax, "name the article");
            inspection.Choice($"{path}.effect", reservation.Effect);
            inspection.Text($"{path}.text", reservation.Text, SheetLimits.NoteMax, "say it in English");
            CheckKinds(inspection, $"{path}.request_kinds", reservation.RequestKinds);
        });
        if (law.PreservationRules is { } rules)
            CheckRules(inspection, $"{field}.preservation_rules", rules, sheet);
    }

    private static void CheckKinds(Inspection inspection, string field, ImmutableArray<RequestKind> kinds) =>
        inspection.Choices(field, kinds, SheetLimits.RequestKindsMax);

    private static void CheckRules(Inspection inspection, string field, PreservationRules rules, CountrySheet sheet)
    {
        inspection.Choice($"{field}.means", rules.Means);
        inspection.Optional($"{field}.means_words", rules.MeansWords, SheetLimits.WordsMax);
        inspection.Require(rules.PeriodDays is >= 0 and <= SheetLimits.PeriodDaysMax, $"{field}.period_days", Days);
        inspection.Require(rules.TotalDaysMax is >= 0 and <= SheetLimits.PeriodDaysMax, $"{field}.total_days_max", Days);
        inspection.Optional($"{field}.formalities", rules.Formalities, SheetLimits.NoteMax);
        inspection.Require(
            rules.OrderingAuthorityId.Length == 0 || sheet.FindAuthority(rules.OrderingAuthorityId) is not null,
            $"{field}.ordering_authority_id",
            "names no authority of this sheet.");
    }

    private static string Days => FormattableString.Invariant($"must be 1 to {SheetLimits.PeriodDaysMax} days, or 0.");
}
