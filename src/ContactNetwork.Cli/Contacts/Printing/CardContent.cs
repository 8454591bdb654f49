using System.Collections.Immutable;
using ContactNetwork.Cards;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Printing;

/// <summary>Chooses what of a sheet a card tells, and in which words. Only what the country has signed stands on a card.</summary>
internal static class CardContent
{
    private const string Common = "en";

    /// <summary>The card's content.</summary>
    /// <param name="known">The sheet.</param>
    /// <param name="now">Decides which designations hold, which offset from UTC is told as today's, and which holidays are ahead.</param>
    public static CountryCard Of(KnownSheet known, DateTimeOffset now)
    {
        Sheet sheet = known.Sheet;
        return new CountryCard(
            sheet.Country,
            sheet.NetworkId,
            sheet.Realm == Realm.Exercise,
            sheet.Version,
            known.Digest,
            sheet.CreateTime?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch,
            MarkingOf(sheet.Marking),
            Names(sheet.Names, sheet.Country),
            sheet.StatusNote,
            [.. sheet.ContactPoints.Select(point => Contact(sheet, point, now))],
            [.. LawWords.Of(sheet)]);
    }

    /// <summary>The name to show for a contact point or authority of the sheet.</summary>
    public static string NameOf(Sheet sheet, string id)
    {
        ContactPoint? point = sheet.ContactPoints.FirstOrDefault(known => known.Id == id);
        IEnumerable<LocalText> names = point?.UnitNames ?? [];
        SheetAuthority? authority = sheet.Authorities.FirstOrDefault(known => known.Id == (point?.AuthorityId ?? id));
        return Names(names.Concat(authority?.Names ?? []), id)[0].Text;
    }

    /// <summary>English first, since everybody at a desk reads it; then as the country ordered them.</summary>
    public static ImmutableArray<CardText> Names(IEnumerable<LocalText> names, string fallback)
    {
        ImmutableArray<CardText> ordered =
        [
            .. names.Where(name => !string.IsNullOrWhiteSpace(name.Text))
                .OrderBy(name => name.Language == Common ? 0 : 1)
                .Select(name => new CardText(name.Language, name.Text)),
        ];
        return ordered.IsEmpty ? [new CardText("", fallback)] : ordered;
    }

    private static CardContact Contact(Sheet sheet, ContactPoint point, DateTimeOffset now)
    {
        SheetAuthority? authority = sheet.Authorities.FirstOrDefault(known => known.Id == point.AuthorityId);
        return new CardContact(
            point.Id,
            point.UnitNames.Count == 0 ? [] : Names(point.UnitNames, point.Id),
            Names(authority?.Names ?? [], point.UnitNames.Count == 0 ? point.Id : point.AuthorityId),
            point.Desk,
            [.. PointWords.Facts(point, DateOnly.FromDateTime(now.UtcDateTime))],
            [.. point.Channels.Select(ReachWords.Of)],
            [.. HourWords.Of(point.Hours ?? new OpeningHours(), now)],
            [.. ReachWords.Languages(point.Languages)],
            [.. PointWords.Remarks(sheet, point)]);
    }

    /// <summary>A marking that is not known here is taken as the strictest.</summary>
    private static CardMarking MarkingOf(Marking marking) => marking switch
    {
        Marking.TlpClear => CardMarking.Clear,
        Marking.TlpGreen => CardMarking.Green,
        Marking.TlpAmber => CardMarking.Amber,
        Marking.TlpAmberStrict => CardMarking.AmberStrict,
        _ => CardMarking.Red,
    };
}
