using System.Globalization;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>Reads vCards as <see cref="SheetVCard"/> writes them. Properties of others, e.g. photos, are passed over.</summary>
internal static class VCardReading
{
    private const int PreferenceUnknown = 101;
    private const int CardsMax = 10_000;
    private const int LinesMax = 1_000;

    public static Reading Read(SourceText text)
    {
        List<Entry> entries = [];
        List<Problem> problems = [];
        List<CardLine>? card = null;
        Problem? inCard = null;
        long begin = 0;
        foreach ((CardLine? line, Problem? problem) in CardLine.ReadAll(text))
        {
            bool isBegin = line is { Name: "BEGIN" } && line.Value.Trim().Equals("VCARD", StringComparison.OrdinalIgnoreCase);
            bool isEnd = line is { Name: "END" } && line.Value.Trim().Equals("VCARD", StringComparison.OrdinalIgnoreCase);
            if (isBegin)
            {
                if (card is not null) problems.Add(new Problem(begin, "This card is never ended."));
                (card, inCard, begin) = ([], null, line!.Line);
            }
            else if (card is null) problems.Add(problem ?? new Problem(line!.Line, "This stands outside of any card: BEGIN:VCARD is missing."));
            else if (isEnd)
            {
                if (inCard is null) Finish(card, begin, entries, problems);
                else problems.Add(inCard);
                card = null;
            }
            else if (problem is not null) inCard ??= problem;
            else if (card.Count >= LinesMax) inCard ??= new Problem(line!.Line, $"This card has more than {LinesMax} properties.");
            else card.Add(line!);
        }

        if (card is not null) problems.Add(inCard ?? new Problem(begin, "This card is never ended."));
        if (entries.Count == 0 && problems.Count == 0) problems.Add(new Problem(0, "The file holds no card."));
        return new Reading(entries, problems);
    }

    private static void Finish(List<CardLine> card, long begin, List<Entry> entries, List<Problem> problems)
    {
        try
        {
            if (entries.Count >= CardsMax) throw new BadLineException($"There are more than {CardsMax} cards.", begin);
            entries.Add(ReadCard(card, begin));
        }
        catch (BadLineException failure)
        {
            problems.Add(new Problem(failure.Line ?? begin, failure.Message));
        }
    }

    private static Entry ReadCard(List<CardLine> card, long begin)
    {
        if (card.FirstOrDefault() is not { Name: "VERSION" } version) throw new BadLineException("VERSION must come first in a card.", begin);
        if (version.Value.Trim() != "4.0") throw new BadLineException($"This card is of version {FieldText.Shown(version.Value)}; only 4.0 is read.", version.Line);
        string kind = card.FirstOrDefault(line => line.Name == "KIND")?.Value.Trim().ToLowerInvariant() ?? "individual";
        CardLine uid = card.FirstOrDefault(line => line.Name == "UID") ?? throw new BadLineException("This card has no UID.", begin);
        string[] parts = uid.Text.Split(':', 4);
        string country = parts.Length >= 3 && uid.Text.StartsWith(EntryCheck.IdStart, StringComparison.Ordinal) ? parts[2] : throw new BadLineException(
            $"UID must begin with {EntryCheck.IdStart}, not \"{FieldText.Shown(uid.Text)}\".", uid.Line);
        switch (kind)
        {
            case "org":
                string id = parts.Length == 4 && parts[3].StartsWith(CardNames.AuthorityPart, StringComparison.Ordinal) ? parts[3][CardNames.AuthorityPart.Length..] : "";
                var authority = new SheetAuthority { Id = id };
                foreach (CardLine line in card) At(line, () => Take(line, authority));
                Order(authority.Names, card);
                return EntryCheck.Sound(new Entry(begin, country, authority, null));
            case "group":
                var point = new ContactPoint { Id = uid.Text, Hours = new OpeningHours() };
                foreach (CardLine line in card) At(line, () => Take(line, point));
                Order(point.UnitNames, card);
                OrderChannels(point, card);
                return EntryCheck.Sound(new Entry(begin, country, null, point));
            default:
                throw new BadLineException($"KIND must be org (an authority) or group (a contact point), not \"{FieldText.Shown(kind)}\": the directory holds no persons.", begin);
        }
    }

    private static void At(CardLine line, Action read)
    {
        try
        {
            read();
        }
        catch (BadLineException failure)
        {
            throw new BadLineException($"{line.Name}: {failure.Message}", failure.Line ?? line.Line);
        }
    }

    private static void Take(CardLine line, SheetAuthority authority)
    {
        switch (line.Name)
        {
            case "FN": authority.Names.Add(Name(line)); break;
            case "URL": authority.Web = line.Text; break;
            case CardNames.AuthorityKind: Set(authority, SheetAuthority.KindFieldNumber, line.Text); break;
            case CardNames.ParentId: authority.ParentId = line.Text; break;
            default: PassOver(line); break;
        }
    }

    private static void Take(CardLine line, ContactPoint point)
    {
        switch (line.Name)
        {
            case "FN" when line.Parameter(CardNames.Derived) is null: point.UnitNames.Add(Name(line)); break;
            case "ROLE": point.Desk = line.Text; break;
            case "TZ": point.Hours.Zone = line.Text; break;
            case "NOTE": point.Note = line.Text; break;
            case "TEL" or "EMAIL" or CardNames.Channel: point.Channels.Add(Channel(line)); break;
            case "LANG": point.Languages.Add(Fill(new LanguageSkill { Language = line.Text }, line)); break;
            case CardNames.AuthorityId: point.AuthorityId = line.Text; break;
            case CardNames.Role: Set(point, ContactPoint.RolesFieldNumber, line.Text); break;
            case CardNames.Territory: point.Territories.Add(line.Text); break;
            case CardNames.EvidenceUse: Set(point, ContactPoint.EvidenceUseFieldNumber, line.Text); break;
            case CardNames.Coverage: Set(point.Hours, OpeningHours.CoverageFieldNumber, line.Text); break;
            case CardNames.Designation: point.Designations.Add(Group<Designation>(line)); break;
            case CardNames.Competence: point.Competences.Add(Group<Competence>(line)); break;
            case CardNames.DataRule: point.DataRules.Add(Group<DataRule>(line)); break;
            case CardNames.Weekly: point.Hours.Weekly.Add(Group<WeeklySpan>(line)); break;
            case CardNames.Holiday: point.Hours.Holidays.Add(Group<Holiday>(line)); break;
            case CardNames.Key: point.Keys.Add(Group<SheetKey>(line)); break;
            default: PassOver(line); break;
        }
    }

    private static void PassOver(CardLine line)
    {
        bool isOwn = line.Name.StartsWith(CardNames.Own, StringComparison.Ordinal) && line.Name is not CardNames.Version and not CardNames.Marking;
        if (isOwn) throw new BadLineException("this property is not known in this kind of card.");
    }

    private static LocalText Name(CardLine line) => new() { Language = line.Parameter("LANGUAGE") ?? "", Text = line.Text };

    private static ContactChannel Channel(CardLine line)
    {
        var channel = new ContactChannel();
        if (line.Name == CardNames.Channel)
        {
            Set(channel, ContactChannel.KindFieldNumber, line.Parameter("KIND") ?? throw new BadLineException("the parameter KIND is missing."));
            channel.Value = line.Text;
        }
        else if (line.Name == "EMAIL")
        {
            channel.Kind = ChannelKind.Email;
            channel.Value = line.Text;
        }
        else
        {
            channel.Kind = TelKind(line);
            string value = line.Text.Trim();
            bool isUri = value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase);
            // Visual separators may stand in numbers (RFC 3966); the directory keeps digits.
            channel.Value = new string([.. (isUri ? value[4..] : value).Where(letter => letter is not ('-' or '.' or '(' or ')' or ' '))]);
            if (channel.Value is not ['+', ..] || channel.Value.AsSpan(1).IndexOfAnyExceptInRange('0', '9') >= 0)
                throw new BadLineException($"a number must read +, country code and digits, not \"{FieldText.Shown(value)}\".");
        }

        return Fill(channel, line);
    }

    private static ChannelKind TelKind(CardLine line)
    {
        string[] types = [.. line.Parameters.Where(parameter => parameter.Name == "TYPE").SelectMany(parameter => parameter.Value.ToLowerInvariant().Split(','))];
        return CardNames.TelTypes.Where(pair => pair.Key != ChannelKind.Voice && types.Contains(pair.Value)).Select(pair => pair.Key).FirstOrDefault(ChannelKind.Voice);
    }

    /// <summary>Takes the parameters of our own into a message's fields.</summary>
    private static T Fill<T>(T message, CardLine line)
        where T : IMessage
    {
        foreach ((string name, string value) in line.Parameters.Where(parameter => parameter.Name.StartsWith(CardNames.Own, StringComparison.Ordinal)))
        {
            FieldDescriptor field = FieldText.Find(message.Descriptor, name[CardNames.Own.Length..].Replace('-', '_'))
                ?? throw new BadLineException($"the parameter {FieldText.Shown(name)} is not known here.");
            FieldText.Set(message, field, FieldText.Read(field, value));
        }

        return message;
    }

    private static void Set(IMessage message, int number, string text)
    {
        FieldDescriptor field = message.Descriptor.FindFieldByNumber(number);
        FieldText.Set(message, field, FieldText.Read(field, text));
    }

    private static T Group<T>(CardLine line)
        where T : IMessage<T>, new() => (T)GroupText.Read(new T().Descriptor, line.Text);

    private static void Order(RepeatedField<LocalText> names, List<CardLine> card)
    {
        CardLine[] lines = [.. card.Where(line => line.Name == "FN" && line.Parameter(CardNames.Derived) is null)];
        LocalText[] ordered = [.. names.Zip(lines).OrderBy(pair => Preference(pair.Second)).Select(pair => pair.First)];
        for (int at = 0; at < ordered.Length; at++) names[at] = ordered[at];
    }

    /// <summary>Channels and languages come in the order of PREF; what has none comes after, as it stands.</summary>
    private static void OrderChannels(ContactPoint point, List<CardLine> card)
    {
        CardLine[] lines = [.. card.Where(line => line.Name is "TEL" or "EMAIL" or CardNames.Channel)];
        ContactChannel[] channels = [.. point.Channels.Zip(lines).OrderBy(pair => Preference(pair.Second)).Select(pair => pair.First)];
        point.Channels.Clear();
        point.Channels.Add(channels);
        LanguageSkill[] languages = [.. point.Languages.Zip(card.Where(line => line.Name == "LANG")).OrderBy(pair => Preference(pair.Second)).Select(pair => pair.First)];
        point.Languages.Clear();
        point.Languages.Add(languages);
    }

    private static int Preference(CardLine line) =>
        int.TryParse(line.Parameter("PREF"), NumberStyles.None, CultureInfo.InvariantCulture, out int preference) ? preference : PreferenceUnknown;
}
