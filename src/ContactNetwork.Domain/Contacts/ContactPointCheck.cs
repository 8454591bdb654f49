using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What a contact point must keep.</summary>
internal static class ContactPointCheck
{
    private const string IdStart = "urn:poc:";

    public static void Check(Inspection inspection, string field, ContactPoint point, CountrySheet sheet)
    {
        inspection.Require(
            IsId(point.Id, sheet.Country),
            $"{field}.id",
            FormattableString.Invariant($"must read {IdStart}{sheet.Country}: and 1 to {SheetLimits.ContactPointNumberMax} lower-case letters, digits or hyphens."));
        inspection.Require(sheet.FindAuthority(point.AuthorityId) is not null, $"{field}.authority_id", "names no authority of this sheet.");
        inspection.Names($"{field}.unit_names", point.UnitNames, SheetLimits.NamesMax, min: 0);
        inspection.Choices($"{field}.roles", point.Roles, SheetLimits.RolesMax);
        inspection.Optional($"{field}.desk", point.Desk, SheetLimits.DeskMax);
        inspection.Each(
            $"{field}.territories", point.Territories, SheetLimits.TerritoriesMax,
            (path, territory) => inspection.Text(path, territory, SheetLimits.TerritoryMax, "name the territory"));
        inspection.Each($"{field}.designations", point.Designations, SheetLimits.DesignationsMax, (path, designation) => Check(inspection, path, designation));
        inspection.Each($"{field}.competences", point.Competences, SheetLimits.CompetencesMax, (path, competence) => Check(inspection, path, competence, sheet));
        inspection.Require(
            point.Competences.Select(competence => (competence.RequestKind, competence.Network)).Distinct().Count() == point.Competences.Length,
            $"{field}.competences",
            "tells of a kind of request twice for one network.");
        CheckRules(inspection, $"{field}.data_rules", point.DataRules);
        inspection.Choice($"{field}.evidence_use", point.EvidenceUse);
        inspection.Each(
            $"{field}.channels", point.Channels, SheetLimits.ChannelsMax, (path, channel) => ReachCheck.Check(inspection, path, channel), min: 1);
        ReachCheck.Check(inspection, $"{field}.hours", point.Hours);
        inspection.Each(
            $"{field}.languages", point.Languages, SheetLimits.LanguagesMax, (path, language) => Check(inspection, path, language), min: 1);
        ReachCheck.CheckKeys(inspection, $"{field}.keys", point.Keys);
        inspection.Optional($"{field}.note", point.Note, SheetLimits.NoteMax);
    }

    private static bool IsId(string id, string country) =>
        id.StartsWith($"{IdStart}{country}:", StringComparison.Ordinal)
        && SheetCheck.IsPart(id[(IdStart.Length + country.Length + 1)..], SheetLimits.ContactPointNumberMax);

    private static void Check(Inspection inspection, string field, Designation designation)
    {
        inspection.Choice($"{field}.network", designation.Network);
        inspection.Text($"{field}.instrument", designation.Instrument, SheetLimits.InstrumentMax, "name the instrument");
        inspection.Date($"{field}.since_date", designation.SinceDate);
        inspection.OptionalDate($"{field}.until_date", designation.UntilDate);
        inspection.Require(
            Dates.Read(designation.UntilDate) is not { } until || Dates.Read(designation.SinceDate) is not { } since || since < until,
            $"{field}.until_date",
            "is not after since_date.");
        inspection.Choice($"{field}.state", designation.State);
        inspection.Optional($"{field}.source", designation.Source, SheetLimits.WordsMax);
    }

    private static void Check(Inspection inspection, string field, Competence competence, CountrySheet sheet)
    {
        inspection.Choice($"{field}.request_kind", competence.RequestKind);
        if (competence.Network is { } network)
            inspection.Choice($"{field}.network", network);
        inspection.Choice($"{field}.mode", competence.Mode);
        inspection.Require(
            competence.OtherId.Length == 0
            || sheet.FindContactPoint(competence.OtherId) is not null
            || sheet.FindAuthority(competence.OtherId) is not null,
            $"{field}.other_id",
            "names no contact point or authority of this sheet.");
        inspection.Require(
            competence.Mode == CompetenceMode.Acts || competence.OtherId.Length > 0 || !string.IsNullOrWhiteSpace(competence.OtherWords),
            $"{field}.other_words",
            "is missing: say who is competent, here or by other_id.");
        inspection.Optional($"{field}.other_words", competence.OtherWords, SheetLimits.WordsMax);
        inspection.Optional($"{field}.condition", competence.Condition, SheetLimits.ConditionMax);
    }

    private static void CheckRules(Inspection inspection, string field, ImmutableArray<DataRule> rules)
    {
        inspection.Each(field, rules, SheetLimits.DataRulesMax, (path, rule) =>
        {
            inspection.Choice($"{path}.data_kind", rule.DataKind);
            inspection.Optional($"{path}.note", rule.Note, SheetLimits.ConditionMax);
        });
        inspection.Require(rules.Select(rule => rule.DataKind).Distinct().Count() == rules.Length, field, "holds a kind of data twice.");
    }

    private static void Check(Inspection inspection, string field, LanguageSkill skill)
    {
        inspection.Language($"{field}.language", skill.Language);
        inspection.Choice($"{field}.level", skill.Level);
        inspection.Require(skill.IsSpoken || skill.IsWritten, $"{field}.is_spoken", "is missing: a language is spoken, written or both.");
    }
}
