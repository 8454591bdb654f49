using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>Kinds of what a country needs from whoever asks. Numbers are those of the API.</summary>
public enum ContactNeedKind
{
    /// <summary>A condition of this contact point.</summary>
    Condition = 1,

    /// <summary>Dual criminality.</summary>
    DualCriminality = 2,

    /// <summary>Mutual legal assistance for the disclosure.</summary>
    MutualAssistance = 3,

    /// <summary>The language of formal requests.</summary>
    FormalLanguage = 4,

    /// <summary>A formality.</summary>
    Formality = 5,

    /// <summary>A reservation or declaration.</summary>
    Reservation = 6,

    /// <summary>The user will be told.</summary>
    UserNotification = 7,

    /// <summary>Answers are information only.</summary>
    InformationOnly = 8,

    /// <summary>This kind of data can't be had this way.</summary>
    DataLimit = 9,
}

/// <summary>Something that a country needs from whoever asks.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">In words.</param>
public sealed record ContactNeed(ContactNeedKind Kind, string Text);

/// <summary>Gathers from a sheet what somebody should have ready before asking.</summary>
internal static class ContactNeeds
{
    public static ImmutableArray<ContactNeed> Of(DirectoryQuestion question, CountrySheet sheet, ContactPoint point, Competence? competence)
    {
        List<ContactNeed> needs = [];
        if (competence is { Condition.Length: > 0 })
            needs.Add(new(ContactNeedKind.Condition, competence.Condition));
        AddReservations(needs, question, sheet.Law);
        if (question.RequestKind is null or RequestKind.Preservation && sheet.Law.PreservationRules is { } rules)
            AddRules(needs, rules, sheet);
        AddData(needs, question, point);
        AddLanguages(needs, point);
        if (point.EvidenceUse == EvidenceUse.InformationOnly)
            needs.Add(new(ContactNeedKind.InformationOnly, "Answers are information only, no evidence."));
        return [.. needs];
    }

    private static void AddReservations(List<ContactNeed> needs, DirectoryQuestion question, NationalLaw law)
    {
        foreach (Reservation reservation in law.Reservations)
        {
            bool isAboutKind = question.RequestKind is not { } kind || reservation.RequestKinds.IsEmpty || reservation.RequestKinds.Contains(kind);
            bool isOfInstrument = question.Instrument.Length == 0
                || reservation.Instrument.Equals(question.Instrument, StringComparison.OrdinalIgnoreCase);
            if (!isAboutKind || !isOfInstrument)
                continue;
            ContactNeedKind need = reservation.Effect == ReservationEffect.DualCriminality
                ? ContactNeedKind.DualCriminality
                : ContactNeedKind.Reservation;
            needs.Add(new(need, $"{reservation.Instrument} Art. {reservation.Article}: {reservation.Text}"));
        }
    }

    private static void AddRules(List<ContactNeed> needs, PreservationRules rules, CountrySheet sheet)
    {
        if (rules.IsDualCriminalityNeeded && needs.All(need => need.Kind != ContactNeedKind.DualCriminality))
            needs.Add(new(ContactNeedKind.DualCriminality, "Dual criminality is asked for: show the facts for it."));
        if (rules.Formalities.Length > 0)
            needs.Add(new(ContactNeedKind.Formality, rules.Formalities));
        if (rules.OrderingAuthorityId.Length > 0)
            needs.Add(new(ContactNeedKind.Formality, $"Ordered by: {sheet.NameOf(rules.OrderingAuthorityId)}."));
        if (rules.MeansWords.Length > 0)
            needs.Add(new(ContactNeedKind.Formality, $"Means: {rules.MeansWords}"));
        if (rules.IsUserNotified)
            needs.Add(new(ContactNeedKind.UserNotification, "The law demands to tell the user."));
    }

    private static void AddData(List<ContactNeed> needs, DirectoryQuestion question, ContactPoint point)
    {
        foreach (DataRule rule in point.DataRules)
        {
            if (question.DataKind is { } asked && rule.DataKind != asked)
                continue;
            string data = rule.DataKind switch
            {
                DataKind.Subscriber => "Subscriber data",
                DataKind.UserIdentification => "Data to identify a user",
                DataKind.Traffic => "Traffic data",
                DataKind.Content => "Content data",
                _ => "Data of a kind unknown here",
            };
            if (rule.NeedsMutualAssistance)
                needs.Add(new(ContactNeedKind.MutualAssistance, $"{data}: disclosure needs mutual legal assistance."));
            if (question.RequestKind is RequestKind.Preservation && !rule.MayPreserve)
                needs.Add(new(ContactNeedKind.DataLimit, $"{data}: not preserved on a request of a contact point."));
            if (question.RequestKind is RequestKind.TrafficPath or RequestKind.EmergencyDisclosure && !rule.MayDisclose)
                needs.Add(new(ContactNeedKind.DataLimit, $"{data}: not disclosed from police to police."));
            if (rule.Note.Length > 0)
                needs.Add(new(ContactNeedKind.Condition, $"{data}: {rule.Note}"));
        }
    }

    private static void AddLanguages(List<ContactNeed> needs, ContactPoint point)
    {
        string formal = string.Join(", ", point.Languages.Where(skill => skill.IsFormal).Select(skill => skill.Language));
        if (formal.Length > 0)
            needs.Add(new(ContactNeedKind.FormalLanguage, $"Formal requests in: {formal}."));
    }
}
