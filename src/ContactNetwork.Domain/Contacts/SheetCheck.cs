using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>
/// What a country's own sheet must keep before it is signed: everything needed is there, within limits, and what it refers
/// to exists. Field paths are those of the protocol. A sheet of another country is never judged by it.
/// </summary>
public static class SheetCheck
{
    /// <summary>Checks a sheet. Whether numbers are assigned and zones exist is for whoever has tables of them.</summary>
    /// <returns>One violation per missing or malformed field; empty when all is well.</returns>
    public static ImmutableArray<FieldViolation> Check(CountrySheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var inspection = new Inspection();
        inspection.Require(sheet.Country is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'], "country", "is not an ISO 3166-1 alpha-2 code in upper case.");
        inspection.Choice("marking", sheet.Marking);
        inspection.Names("names", sheet.Names, SheetLimits.CountryNamesMax, min: 1);
        inspection.Optional("status_note", sheet.StatusNote, SheetLimits.StatusNoteMax);
        inspection.Require(
            !sheet.ContactPoints.IsEmpty || !sheet.NoDesignations.IsEmpty,
            "contact_points",
            "is missing: name a contact point, or say where to turn instead in no_designations.");
        CheckIds(inspection, sheet);
        inspection.Each("authorities", sheet.Authorities, SheetLimits.AuthoritiesMax, (path, authority) => CheckAuthority(inspection, path, authority, sheet));
        inspection.Each("contact_points", sheet.ContactPoints, SheetLimits.ContactPointsMax, (path, point) => ContactPointCheck.Check(inspection, path, point, sheet));
        inspection.Each("no_designations", sheet.NoDesignations, SheetLimits.NoDesignationsMax, (path, none) => CheckNone(inspection, path, none, sheet));
        LawCheck.Check(inspection, "law", sheet.Law, sheet);
        ReachCheck.CheckKeys(inspection, "keys", sheet.Keys);
        return inspection.Violations;
    }

    private static void CheckIds(Inspection inspection, CountrySheet sheet)
    {
        inspection.Require(
            sheet.Authorities.Select(authority => authority.Id).Distinct().Count() == sheet.Authorities.Length, "authorities", "holds an id twice.");
        inspection.Require(
            sheet.ContactPoints.Select(point => point.Id).Distinct().Count() == sheet.ContactPoints.Length, "contact_points", "holds an id twice.");
    }

    private static void CheckAuthority(Inspection inspection, string field, SheetAuthority authority, CountrySheet sheet)
    {
        inspection.Require(
            IsPart(authority.Id, SheetLimits.AuthorityIdMax),
            $"{field}.id",
            FormattableString.Invariant($"must be 1 to {SheetLimits.AuthorityIdMax} lower-case letters, digits or hyphens."));
        inspection.Names($"{field}.names", authority.Names, SheetLimits.NamesMax, min: 1);
        inspection.Choice($"{field}.kind", authority.Kind);
        inspection.Require(
            authority.ParentId.Length == 0 || (authority.ParentId != authority.Id && sheet.FindAuthority(authority.ParentId) is not null),
            $"{field}.parent_id",
            "names no other authority of this sheet.");
        inspection.Link($"{field}.web", authority.Web);
    }

    private static void CheckNone(Inspection inspection, string field, NoDesignation none, CountrySheet sheet)
    {
        inspection.Choice($"{field}.network", none.Network);
        inspection.Require(
            none.ContactPointId.Length == 0 || sheet.FindContactPoint(none.ContactPointId) is not null,
            $"{field}.contact_point_id",
            "names no contact point of this sheet.");
        if (none.ContactPointId.Length == 0)
            inspection.Text($"{field}.use_instead", none.UseInstead, SheetLimits.WordsMax, "say where to turn instead");
        else
            inspection.Optional($"{field}.use_instead", none.UseInstead, SheetLimits.WordsMax);
    }

    /// <summary>Lower-case letters, digits and hyphens.</summary>
    internal static bool IsPart(string text, int max) =>
        text.Length > 0 && text.Length <= max && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
