using System.Globalization;
using System.Text;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// Writes sheets as vCard 4.0 (RFC 6350): a card of KIND:org for each authority, of KIND:group for each contact point. What
/// telephones understand stands in standard properties; the rest in X-CN- properties and parameters, so that nothing is lost.
/// </summary>
internal static class SheetVCard
{
    private const string Yes = "yes";

    public static string Write(IEnumerable<Sheet> sheets)
    {
        var text = new StringBuilder();
        foreach (Sheet sheet in sheets)
        {
            foreach (SheetAuthority authority in sheet.Authorities) WriteCard(text, sheet, "org", Lines(sheet, authority));
            foreach (ContactPoint point in sheet.ContactPoints) WriteCard(text, sheet, "group", Lines(sheet, point));
        }

        return text.ToString();
    }

    private static void WriteCard(StringBuilder text, Sheet sheet, string kind, IEnumerable<string> lines)
    {
        text.Append(CardLine.Write("BEGIN", "VCARD")).Append(CardLine.Write("VERSION", "4.0")).Append(CardLine.Write("KIND", kind));
        foreach (string line in lines) text.Append(line);
        if (sheet.CreateTime is { } time)
            text.Append(CardLine.Write("REV", time.ToDateTimeOffset().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)));
        text.Append(CardLine.Write(CardNames.Version, sheet.Version.ToString(CultureInfo.InvariantCulture)));
        text.Append(CardLine.Write(CardNames.Marking, MarkingOf(sheet)));
        text.Append(CardLine.Write("END", "VCARD"));
    }

    private static IEnumerable<string> Lines(Sheet sheet, SheetAuthority authority)
    {
        yield return CardLine.Write("UID", $"{EntryCheck.IdStart}{sheet.Country}:{CardNames.AuthorityPart}{authority.Id}");
        foreach (string line in Names(authority.Names, "")) yield return line;
        yield return Own(CardNames.AuthorityKind, authority, SheetAuthority.KindFieldNumber);
        if (authority.ParentId.Length > 0) yield return CardLine.Write(CardNames.ParentId, CardLine.Escape(authority.ParentId));
        if (authority.Web.Length > 0) yield return CardLine.Write("URL", authority.Web.Replace("\\", "\\\\", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Lines(Sheet sheet, ContactPoint point)
    {
        SheetAuthority? authority = sheet.Authorities.FirstOrDefault(known => known.Id == point.AuthorityId);
        yield return CardLine.Write("UID", point.Id);
        IEnumerable<LocalText> shown = point.UnitNames.Count > 0 ? point.UnitNames
            : authority is { Names.Count: > 0 } ? authority.Names
            : [new LocalText { Language = "en", Text = point.Id }];
        foreach (string line in Names(shown, point.UnitNames.Count > 0 ? "" : Yes)) yield return line;
        if (authority?.Names.FirstOrDefault() is { } organization)
            yield return CardLine.Write("ORG", CardLine.Escape(organization.Text), ("LANGUAGE", organization.Language));
        yield return CardLine.Write(CardNames.AuthorityId, CardLine.Escape(point.AuthorityId));
        if (point.Desk.Length > 0) yield return CardLine.Write("ROLE", CardLine.Escape(point.Desk));
        foreach (ContactRole role in point.Roles) yield return CardLine.Write(CardNames.Role, FieldText.Write(Field(point, ContactPoint.RolesFieldNumber), role));
        for (int at = 0; at < point.Channels.Count; at++) yield return Channel(point.Channels[at], at + 1);
        for (int at = 0; at < point.Languages.Count; at++)
        {
            LanguageSkill skill = point.Languages[at];
            yield return CardLine.Write("LANG", CardLine.Escape(skill.Language), [("PREF", Number(at + 1)), .. Parameters(skill, LanguageSkill.LanguageFieldNumber)]);
        }

        foreach (string line in Hours(point.Hours)) yield return line;
        foreach (string territory in point.Territories) yield return CardLine.Write(CardNames.Territory, CardLine.Escape(territory));
        foreach (string line in Groups(CardNames.Designation, point.Designations)) yield return line;
        foreach (string line in Groups(CardNames.Competence, point.Competences)) yield return line;
        foreach (string line in Groups(CardNames.DataRule, point.DataRules)) yield return line;
        yield return Own(CardNames.EvidenceUse, point, ContactPoint.EvidenceUseFieldNumber);
        foreach (string line in Groups(CardNames.Key, point.Keys)) yield return line;
        if (point.Note.Length > 0) yield return CardLine.Write("NOTE", CardLine.Escape(point.Note));
    }

    private static IEnumerable<string> Names(IEnumerable<LocalText> names, string derived) => names.Select((name, at) => CardLine.Write(
        "FN", CardLine.Escape(name.Text), ("LANGUAGE", name.Language), ("PREF", Number(at + 1)), (CardNames.Derived, derived)));

    private static string Channel(ContactChannel channel, int order)
    {
        (string, string)[] parameters = [("PREF", Number(order)), .. Parameters(channel, ContactChannel.KindFieldNumber, ContactChannel.ValueFieldNumber)];
        if (CardNames.TelTypes.TryGetValue(channel.Kind, out string? type) && IsPlain(channel.Value))
            return CardLine.Write("TEL", $"tel:{channel.Value}", [("VALUE", "uri"), ("TYPE", type), .. parameters]);
        return channel.Kind == ChannelKind.Email
            ? CardLine.Write("EMAIL", CardLine.Escape(channel.Value), parameters)
            : CardLine.Write(CardNames.Channel, CardLine.Escape(channel.Value), [("KIND", FieldText.Write(Field(channel, ContactChannel.KindFieldNumber), channel.Kind)), .. parameters]);
    }

    /// <summary>A number as RFC 3966 takes it without encoding.</summary>
    private static bool IsPlain(string number) => number.Length > 0 && number.All(letter => char.IsAsciiDigit(letter) || letter == '+');

    private static IEnumerable<string> Hours(OpeningHours? hours)
    {
        if (hours is null) yield break;
        if (hours.Zone.Length > 0) yield return CardLine.Write("TZ", CardLine.Escape(hours.Zone));
        yield return Own(CardNames.Coverage, hours, OpeningHours.CoverageFieldNumber);
        foreach (string line in Groups(CardNames.Weekly, hours.Weekly)) yield return line;
        foreach (string line in Groups(CardNames.Holiday, hours.Holidays)) yield return line;
    }

    private static IEnumerable<string> Groups(string name, IEnumerable<IMessage> items) =>
        items.Select(item => CardLine.Write(name, CardLine.Escape(GroupText.Write(item))));

    private static string Own(string name, IMessage message, int number)
    {
        FieldDescriptor field = Field(message, number);
        string value = FieldText.Write(field, field.Accessor.GetValue(message));
        return value.Length == 0 ? "" : CardLine.Write(name, CardLine.Escape(value));
    }

    /// <summary>All fields but those that stand in the property itself, each as a parameter.</summary>
    private static IEnumerable<(string Name, string Value)> Parameters(IMessage message, params int[] except) =>
        message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => !except.Contains(field.FieldNumber))
            .Select(field => (CardNames.Own + field.Name.ToUpperInvariant().Replace('_', '-'), FieldText.Write(field, field.Accessor.GetValue(message))));

    /// <summary>The marking as TLP 2.0 writes it.</summary>
    private static string MarkingOf(Sheet sheet) => FieldText.Write(Field(sheet, Sheet.MarkingFieldNumber), sheet.Marking).ToUpperInvariant() switch
    {
        ['T', 'L', 'P', '-', .. string color] => "TLP:" + color.Replace('-', '+'),
        string other => other,
    };

    private static FieldDescriptor Field(IMessage message, int number) => message.Descriptor.FindFieldByNumber(number);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
