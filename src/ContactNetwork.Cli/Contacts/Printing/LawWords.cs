using System.Globalization;
using ContactNetwork.Cards;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Printing;

/// <summary>Words for what holds for a whole country, the most needed first.</summary>
internal static class LawWords
{
    public static IEnumerable<CardRemark> Of(Sheet sheet) => All(sheet).OrderByDescending(remark => remark.Weight);

    private static IEnumerable<CardRemark> All(Sheet sheet)
    {
        foreach (NoDesignation none in sheet.NoDesignations)
        {
            string instead = none.ContactPointId.Length > 0 ? CardContent.NameOf(sheet, none.ContactPointId) : none.UseInstead;
            yield return new CardRemark("No designation", $"{PointWords.Network(none.Network)}: nobody is designated; use {instead}.", RemarkWeight.Needed);
        }

        if (sheet.Law is not { } law) yield break;
        foreach (Reservation reservation in law.Reservations)
        {
            bool isDecisive = reservation.Effect is ReservationEffect.DualCriminality or ReservationEffect.NotApplied;
            yield return new CardRemark(
                Heading(reservation.Effect), $"{reservation.Instrument} {reservation.Article}: {reservation.Text}", isDecisive ? RemarkWeight.Needed : RemarkWeight.Useful);
        }

        if (law.PreservationRules is { } rules)
        {
            if (rules.IsDualCriminalityNeeded) yield return new CardRemark("Dual criminality", "Is asked for: show the facts for it.", RemarkWeight.Needed);
            if (rules.IsUserNotified) yield return new CardRemark("The user is told", "The law demands to tell the user of a preservation.", RemarkWeight.Needed);
            yield return new CardRemark("Preservation", Preservation(sheet, rules), RemarkWeight.Useful);
        }

        foreach (LegalBasis basis in law.LegalBases)
            yield return new CardRemark("Law", basis.Summary.Length > 0 ? $"{basis.Articles}: {basis.Summary}" : basis.Articles, RemarkWeight.Background);
        string instruments = string.Join(", ", law.Instruments.Select(instrument => instrument.InForceDate.Length > 0 ? $"{instrument.Instrument} since {instrument.InForceDate}" : $"{instrument.Instrument} signed only"));
        if (instruments.Length > 0) yield return new CardRemark("Instruments", instruments, RemarkWeight.Background);
    }

    private static string Preservation(Sheet sheet, PreservationRules rules)
    {
        string means = rules.MeansWords.Length > 0 ? rules.MeansWords : "by " + PointWords.Friendly(rules, PreservationRules.MeansFieldNumber);
        string[] told =
        [
            means,
            rules.PeriodDays > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rules.PeriodDays} days") : "",
            rules.IsRenewable ? "can be renewed" : "",
            rules.TotalDaysMax > 0 ? string.Create(CultureInfo.InvariantCulture, $"at most {rules.TotalDaysMax} days in all") : "",
            rules.OrderingAuthorityId.Length > 0 ? $"ordered by {CardContent.NameOf(sheet, rules.OrderingAuthorityId)}" : "",
            rules.Formalities,
        ];
        return string.Join("; ", told.Where(text => text.Length > 0));
    }

    private static string Heading(ReservationEffect effect) => effect switch
    {
        ReservationEffect.DualCriminality => "Dual criminality",
        ReservationEffect.NotApplied => "Not applied",
        ReservationEffect.FormalFollowUp => "Formal request to follow",
        ReservationEffect.Notification => "Others to be told",
        _ => "Condition",
    };
}
