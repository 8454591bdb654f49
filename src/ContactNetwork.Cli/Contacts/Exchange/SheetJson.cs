using System.Text;
using System.Text.Json;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// Whole sheets as the protocol's JSON: <c>{ "sheets": [ … ] }</c>, or one sheet by itself. The only format that also holds
/// law, designations that there are not, marking and notes.
/// </summary>
internal static class SheetJson
{
    private const string List = "sheets";
    private const int DepthMax = 32;
    private const int SheetsMax = 400;
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithIndentation());
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithRecursionLimit(DepthMax));

    public static string Write(IReadOnlyList<Sheet> sheets) => sheets.Count == 1
        ? Formatter.Format(sheets[0]) + "\n"
        : $"{{ \"{List}\": [\n{string.Join(",\n", sheets.Select(sheet => Formatter.Format(sheet)))}\n] }}\n";

    /// <summary>Reads sheets; where the file holds several, <see cref="Reading.Whole"/> is that of the country given.</summary>
    public static Reading Read(byte[] bytes, SourceText text, string country)
    {
        List<Entry> entries = [];
        List<Problem> problems = [.. text.Bad.Where(bad => !bad.Value.Contains("longer", StringComparison.Ordinal)).Select(bad => new Problem(bad.Key, bad.Value))];
        if (problems.Count > 0) return new Reading(entries, problems);
        byte[] json = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        Sheet? whole = null;
        try
        {
            foreach (Part part in Sheets(json))
            {
                Sheet sheet = ReadSheet(json, part, entries, problems);
                if (sheet.Country == country) whole = sheet;
            }
        }
        catch (JsonException failure)
        {
            problems.Add(new Problem((failure.LineNumber ?? 0) + 1, "This is no JSON: " + FirstSentence(failure.Message)));
        }
        catch (BadLineException failure)
        {
            problems.Add(new Problem(failure.Line ?? 0, failure.Message));
        }

        return new Reading(entries, problems, whole);
    }

    private readonly record struct Part(string Name, int Start, int Length)
    {
        public string Text(byte[] json) => Encoding.UTF8.GetString(json, Start, Length);
    }

    private static Sheet ReadSheet(byte[] json, Part sheet, List<Entry> entries, List<Problem> problems)
    {
        var found = new Sheet();
        List<Entry> parts = [];
        foreach (Part member in Members(json, sheet, JsonTokenType.StartObject))
        {
            switch (member.Name)
            {
                case "authorities":
                    foreach (Part item in Members(json, member, JsonTokenType.StartArray))
                        Try(item, () => parts.Add(new Entry(LineOf(json, item), "", Parser.Parse<SheetAuthority>(item.Text(json)), null)));
                    break;
                case "contactPoints" or "contact_points":
                    foreach (Part item in Members(json, member, JsonTokenType.StartArray))
                        Try(item, () => parts.Add(new Entry(LineOf(json, item), "", null, Parser.Parse<ContactPoint>(item.Text(json)))));
                    break;
                default:
                    Try(member, () => found.MergeFrom(Parser.Parse<Sheet>($"{{ {JsonSerializer.Serialize(member.Name)}: {member.Text(json)} }}")));
                    break;
            }
        }

        foreach (Entry part in parts)
        {
            try
            {
                if (part.Point is { Hours: null }) part.Point.Hours = new OpeningHours();
                entries.Add(EntryCheck.Sound(part with { Country = found.Country }));
            }
            catch (BadLineException failure)
            {
                problems.Add(new Problem(part.Line, failure.Message));
            }
        }

        return found;

        void Try(Part part, Action read)
        {
            try
            {
                read();
            }
            catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidJsonException)
            {
                problems.Add(new Problem(LineOf(json, part), FirstSentence(failure.Message)));
            }
        }
    }

    private static List<Part> Sheets(byte[] json)
    {
        List<Part> members = Members(json, new Part("", 0, json.Length), JsonTokenType.StartObject);
        List<Part> lists = [.. members.Where(member => member.Name == List)];
        if (lists.Count == 0) return [new Part("", 0, json.Length)];
        if (members.Count > 1) throw new BadLineException("Beside \"sheets\" nothing else may stand.", 1);
        List<Part> sheets = Members(json, lists[0], JsonTokenType.StartArray);
        return sheets.Count <= SheetsMax ? sheets : throw new BadLineException($"There are more than {SheetsMax} sheets.", 1);
    }

    /// <summary>The members of an object or list, and where each stands.</summary>
    private static List<Part> Members(byte[] json, Part part, JsonTokenType start)
    {
        var reader = new Utf8JsonReader(json.AsSpan(part.Start, part.Length), new JsonReaderOptions { MaxDepth = DepthMax });
        List<Part> members = [];
        try
        {
            if (!reader.Read() || reader.TokenType != start)
                throw new BadLineException(start == JsonTokenType.StartObject ? "An object { … } is needed here." : "A list [ … ] is needed here.", LineOf(json, part));
            while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                string name = "";
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    name = reader.GetString()!;
                    reader.Read();
                }

                int first = (int)reader.TokenStartIndex;
                reader.Skip();
                members.Add(new Part(name, part.Start + first, (int)reader.BytesConsumed - first));
            }

            // What follows the end is found here.
            while (reader.Read())
            {
            }
        }
        catch (JsonException failure)
        {
            long before = part.Start == 0 ? 0 : LineOf(json, part) - 1;
            throw new BadLineException("This is no JSON: " + FirstSentence(failure.Message), before + (failure.LineNumber ?? 0) + 1);
        }

        return members;
    }

    private static long LineOf(byte[] json, Part part) => json.AsSpan(0, part.Start).Count((byte)'\n') + 1;

    /// <summary>The parser's reason without its own, misleading place.</summary>
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return FieldText.Shown(end < 0 ? message : message[..end]);
    }
}
