using System.Collections.Immutable;
using System.Globalization;
using static ContactNetwork.Domain.Preservations.ContentText;

namespace ContactNetwork.Domain.Preservations;

/// <summary>
/// What a request must hold before it leaves: the six elements of Art. 29(2) of the Budapest Convention, each missing one
/// named with its letter, and valid identifiers, within limits.
/// </summary>
public static class PreservationElements
{
    private const string Content = "content";

    /// <summary>Checks a request's content; field paths are those of the people's API.</summary>
    /// <param name="content">The content.</param>
    /// <param name="urgency">How urgent it is; an emergency must tell its facts.</param>
    /// <returns>One violation per missing or malformed field; empty when all is well.</returns>
    public static ImmutableArray<FieldViolation> Check(PreservationContent content, Urgency urgency)
    {
        ArgumentNullException.ThrowIfNull(content);
        IEnumerable<FieldViolation?> violations =
        [
            .. CheckAuthority(content.Authority),
            .. CheckOffence(content.Offence),
            CheckRequired($"{Content}.facts_summary", content.FactsSummary, ContentLimits.TextMax, "Art. 29(2)(b) asks for a summary of the facts"),
            .. CheckItems(content.Items),
            CheckRequired($"{Content}.offence_relationship", content.OffenceRelationship, ContentLimits.TextMax, "Art. 29(2)(c) asks how the data relate to the offence"),
            .. CheckCustodian(content.Custodian),
            CheckRequired($"{Content}.necessity", content.Necessity, ContentLimits.TextMax, "Art. 29(2)(e) asks why the preservation is necessary"),
            .. CheckMutualAssistance(content.MutualAssistance),
            CheckEmergencyFacts(content.EmergencyFacts, urgency),
            .. CheckUrgencyReasons(content.UrgencyReasons),
        ];
        return [.. violations.OfType<FieldViolation>()];
    }

    /// <summary>Returns the content with the normalized values of its valid identifiers.</summary>
    /// <param name="content">The content.</param>
    public static PreservationContent Normalize(PreservationContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content with { Items = [.. content.Items.Select(Normalize)] };

        static DataItem Normalize(DataItem item) => item.Identifier is null
            ? item
            : item with { Identifier = item.Identifier with { NormalizedValue = Identifiers.Check(item.Identifier, "").NormalizedValue } };
    }

    /// <summary>Checks everything that a person gives when filing.</summary>
    internal static ImmutableArray<FieldViolation> CheckFiling(RequestingPreservationCommand.FilePreservation file)
    {
        List<FieldViolation> violations = [];
        if (file.RequestedCountry is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            violations.Add(new FieldViolation("requested_country", "is not an ISO 3166-1 alpha-2 code in upper case."));
        if (!Enum.IsDefined(file.Urgency))
            violations.Add(new FieldViolation("urgency", "is missing: EMERGENCY, URGENT or ROUTINE."));
        if (!Enum.IsDefined(file.Purpose))
            violations.Add(new FieldViolation("purpose", "is unknown: REAL or TEST."));
        violations.AddRange(Check(file.Content, file.Urgency));
        return [.. violations];
    }

    private static IEnumerable<FieldViolation?> CheckAuthority(Authority? authority)
    {
        const string Field = $"{Content}.authority";
        Authority given = authority ?? new Authority("", "", "", "", "");
        yield return CheckRequired($"{Field}.organization", given.Organization, ContentLimits.NameMax, "Art. 29(2)(a) asks for the authority that seeks the preservation");
        yield return CheckOptional($"{Field}.person_in_charge", given.PersonInCharge, ContentLimits.NameMax);
        yield return given.Phone.Length == 0 ? null : Identifiers.CheckPhone($"{Field}.phone", given.Phone);
        yield return CheckOptional($"{Field}.email", given.Email, ContentLimits.EmailMax)
            ?? (given.Email.Length == 0 ? null : Identifiers.CheckEmail($"{Field}.email", given.Email));
        yield return CheckOptional($"{Field}.case_number", given.CaseNumber, ContentLimits.CaseNumberMax);
    }

    private static IEnumerable<FieldViolation?> CheckOffence(Offence? offence)
    {
        const string Field = $"{Content}.offence";
        Offence given = offence ?? new Offence("", "", "", 0);
        yield return CheckRequired($"{Field}.title", given.Title, ContentLimits.OffenceTitleMax, "Art. 29(2)(b) asks for the offence under investigation");
        yield return CheckOptional($"{Field}.national_articles", given.NationalArticles, ContentLimits.NationalArticlesMax);
        yield return CheckOptional($"{Field}.maximum_penalty", given.MaximumPenalty, ContentLimits.MaximumPenaltyMax);
        yield return given.ConventionArticle is 0 or (>= ContentLimits.ConventionArticleMin and <= ContentLimits.ConventionArticleMax)
            ? null
            : new FieldViolation($"{Field}.convention_article", "is not an offence article of the Budapest Convention: 2 to 11, or 0 for another offence.");
    }

    private static IEnumerable<FieldViolation?> CheckItems(ImmutableArray<DataItem> items)
    {
        const string Field = $"{Content}.items";
        if (items.IsDefaultOrEmpty)
            return [new FieldViolation(Field, "is missing: Art. 29(2)(c) asks for the stored data to be preserved.")];
        if (items.Length > ContentLimits.ItemsMax)
            return [new FieldViolation(Field, FormattableString.Invariant($"holds more than {ContentLimits.ItemsMax} entries; file another request for the rest."))];

        return items.SelectMany((item, index) => CheckItem(FormattableString.Invariant($"{Field}[{index}]"), item));
    }

    private static IEnumerable<FieldViolation?> CheckItem(string field, DataItem item)
    {
        if (item.Identifier is null)
            yield return new FieldViolation($"{field}.identifier", "is missing: name the account, address or device.");
        else
        {
            foreach (FieldViolation violation in Identifiers.Check(item.Identifier, $"{field}.identifier").Violations)
                yield return violation;
        }

        bool areKindsKnown = !item.DataKinds.IsDefaultOrEmpty && item.DataKinds.All(Enum.IsDefined);
        if (!areKindsKnown || item.DataKinds.Distinct().Count() != item.DataKinds.Length)
            yield return new FieldViolation($"{field}.data_kinds", "needs one to four different kinds of data.");
        if (item.PeriodStart > item.PeriodEnd)
            yield return new FieldViolation($"{field}.period_end_time", "lies before the period's start.");
        yield return CheckOptional($"{field}.description", item.Description, ContentLimits.DescriptionMax);
    }

    private static IEnumerable<FieldViolation?> CheckCustodian(Custodian? custodian)
    {
        const string Field = $"{Content}.custodian";
        Custodian given = custodian ?? new Custodian(IsUnknown: false, "", "", "");
        bool isAnythingKnown = !string.IsNullOrWhiteSpace(given.Name + given.Location + given.Contact);
        if (!given.IsUnknown && !isAnythingKnown)
            yield return new FieldViolation(Field, "is missing: Art. 29(2)(d) asks what is known of the custodian or the system's location; set is_unknown when nothing is.");
        yield return CheckOptional($"{Field}.name", given.Name, ContentLimits.NameMax);
        yield return CheckOptional($"{Field}.location", given.Location, ContentLimits.CustodianTextMax);
        yield return CheckOptional($"{Field}.contact", given.Contact, ContentLimits.CustodianTextMax);
    }

    private static IEnumerable<FieldViolation?> CheckMutualAssistance(MutualAssistanceIntention? intention)
    {
        const string Field = $"{Content}.mutual_assistance";
        MutualAssistanceIntention given = intention ?? new MutualAssistanceIntention(IsIntended: false, "", "");
        if (!given.IsIntended)
            yield return new FieldViolation($"{Field}.is_intended", "is missing: Art. 29(2)(f) asks that a request for mutual assistance is intended.");
        if (given.IntendedDate.Length > 0
            && !DateOnly.TryParseExact(given.IntendedDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            yield return new FieldViolation($"{Field}.intended_date", "is not an ISO 8601 date such as 2026-05-31.");
        yield return CheckOptional($"{Field}.authority", given.Authority, ContentLimits.NameMax);
    }

    private static FieldViolation? CheckEmergencyFacts(string facts, Urgency urgency)
    {
        const string Field = $"{Content}.emergency_facts";
        return urgency == Urgency.Emergency
            ? CheckRequired(Field, facts, ContentLimits.TextMax, "an emergency must tell the risk to a person's life or safety")
            : CheckOptional(Field, facts, ContentLimits.TextMax);
    }

    private static IEnumerable<FieldViolation?> CheckUrgencyReasons(ImmutableArray<UrgencyReason> reasons)
    {
        if (reasons.IsDefaultOrEmpty)
            yield break;
        if (reasons.Length > ContentLimits.UrgencyReasonsMax || !reasons.All(Enum.IsDefined))
            yield return new FieldViolation($"{Content}.urgency_reasons", "holds an unknown reason or more than eight.");
    }
}
