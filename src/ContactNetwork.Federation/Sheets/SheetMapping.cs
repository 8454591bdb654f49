using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using Google.Protobuf.Collections;
using Wire = ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Turns a signed sheet into what the rules work with. Never fails: what is not known here is kept in the signed bytes.</summary>
public static class SheetMapping
{
    /// <summary>Maps a sheet.</summary>
    public static CountrySheet Read(Wire.Sheet sheet) => new(
        sheet.Country,
        (Marking)sheet.Marking,
        Read(sheet.Names),
        sheet.StatusNote,
        [.. sheet.Authorities.Select(Read)],
        [.. sheet.ContactPoints.Select(Read)],
        [.. sheet.NoDesignations.Select(none => new NoDesignation((ContactNetworkKind)none.Network, none.ContactPointId, none.UseInstead))],
        sheet.Law is null ? NationalLaw.Empty : Read(sheet.Law),
        Read(sheet.Keys));

    private static ImmutableArray<LocalText> Read(RepeatedField<Wire.LocalText> texts) =>
        [.. texts.Select(text => new LocalText(text.Language, text.Text))];

    private static SheetAuthority Read(Wire.SheetAuthority authority) =>
        new(authority.Id, Read(authority.Names), (AuthorityKind)authority.Kind, authority.ParentId, authority.Web);

    private static ContactPoint Read(Wire.ContactPoint point) => new(
        point.Id,
        point.AuthorityId,
        Read(point.UnitNames),
        [.. point.Roles.Select(role => (ContactRole)role)],
        point.Desk,
        [.. point.Territories],
        [.. point.Designations.Select(Read)],
        [.. point.Competences.Select(Read)],
        [.. point.DataRules.Select(Read)],
        (EvidenceUse)point.EvidenceUse,
        [.. point.Channels.Select(Read)],
        point.Hours is null ? OpeningHours.Unknown : Read(point.Hours),
        [.. point.Languages.Select(Read)],
        Read(point.Keys),
        point.Note);

    private static Designation Read(Wire.Designation designation) => new(
        (ContactNetworkKind)designation.Network,
        designation.Instrument,
        designation.SinceDate,
        designation.UntilDate,
        (DesignationState)designation.State,
        designation.Source);

    private static Competence Read(Wire.Competence competence) => new(
        (RequestKind)competence.RequestKind,
        competence.Network == Wire.ContactNetworkKind.Unspecified ? null : (ContactNetworkKind)competence.Network,
        (CompetenceMode)competence.Mode,
        competence.OtherId,
        competence.OtherWords,
        competence.Condition);

    private static DataRule Read(Wire.DataRule rule) =>
        new((DataKind)rule.DataKind, rule.MayPreserve, rule.MayDisclose, rule.NeedsMutualAssistance, rule.Note);

    private static ContactChannel Read(Wire.ContactChannel channel) => new(
        (ChannelKind)channel.Kind,
        channel.Value,
        (ChannelHours)channel.Hours,
        (ChannelSecurity)channel.Security,
        channel.KeyFingerprint,
        channel.BytesMax,
        channel.IsTestAllowed,
        channel.Note);

    private static OpeningHours Read(Wire.OpeningHours hours) => new(
        hours.Zone,
        (Coverage)hours.Coverage,
        [.. hours.Weekly.Select(span => new WeeklySpan(span.Weekday, span.Start, span.End))],
        [.. hours.Holidays.Select(holiday => new Holiday(holiday.Date, holiday.Name))]);

    private static LanguageSkill Read(Wire.LanguageSkill skill) => new(
        skill.Language, (LanguageLevel)skill.Level, skill.IsSpoken, skill.IsWritten, skill.IsStaffedHoursOnly, skill.IsFormal);

    private static ImmutableArray<SheetKey> Read(RepeatedField<Wire.SheetKey> keys) =>
        [.. keys.Select(key => new SheetKey((SheetKeyKind)key.Kind, key.Fingerprint, key.FromDate, key.UntilDate, key.IsNext))];

    private static NationalLaw Read(Wire.NationalLaw law) => new(
        [.. law.LegalBases.Select(basis => new LegalBasis(Read(basis.RequestKinds), basis.Articles, basis.Link, basis.Summary))],
        [.. law.Instruments.Select(status => new InstrumentStatus(status.Instrument, status.InForceDate))],
        [
            .. law.Reservations.Select(reservation => new Reservation(
                reservation.Instrument,
                reservation.Article,
                (ReservationEffect)reservation.Effect,
                reservation.Text,
                Read(reservation.RequestKinds))),
        ],
        law.PreservationRules is null ? null : Read(law.PreservationRules));

    private static ImmutableArray<RequestKind> Read(RepeatedField<Wire.RequestKind> kinds) => [.. kinds.Select(kind => (RequestKind)kind)];

    private static PreservationRules Read(Wire.PreservationRules rules) => new(
        (PreservationMeans)rules.Means,
        rules.MeansWords,
        rules.PeriodDays,
        rules.IsRenewable,
        rules.TotalDaysMax,
        rules.IsUserNotified,
        rules.IsDualCriminalityNeeded,
        rules.Formalities,
        rules.OrderingAuthorityId);
}
