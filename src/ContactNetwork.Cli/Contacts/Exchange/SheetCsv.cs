using System.Collections;
using System.Text;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// Authorities and contact points as CSV: a row each, under one header. The columns are those of the protocol; hours take
/// four. The order of columns does not matter when reading, and those that nothing stands in may be missing.
/// </summary>
internal static class SheetCsv
{
    public const string RecordColumn = "record";
    public const string CountryColumn = "country";
    public const string AuthorityRecord = "authority";
    public const string ContactRecord = "contact-point";
    public const int RecordsMax = 10_000;

    private sealed record Column(string Name, MessageDescriptor Owner, FieldDescriptor Field, FieldDescriptor? Inside);

    private static readonly Column[] Columns = [.. Of(SheetAuthority.Descriptor), .. Of(ContactPoint.Descriptor)];

    /// <summary>The header's columns, in order.</summary>
    public static IReadOnlyList<string> Header { get; } =
        [RecordColumn, CountryColumn, .. Columns.Select(column => column.Name).Distinct()];

    public static string Write(IEnumerable<Sheet> sheets)
    {
        var text = new StringBuilder(CsvLines.Write(Header));
        foreach (Sheet sheet in sheets)
        {
            foreach (SheetAuthority authority in sheet.Authorities) text.Append(Row(AuthorityRecord, sheet.Country, authority));
            foreach (ContactPoint point in sheet.ContactPoints) text.Append(Row(ContactRecord, sheet.Country, point));
        }

        return text.ToString();
    }

    public static Reading Read(SourceText text)
    {
        List<Entry> entries = [];
        List<Problem> problems = [];
        IReadOnlyList<string>? header = null;
        foreach (CsvRecord record in CsvLines.Read(text))
        {
            try
            {
                if (record.Problem is { } problem) problems.Add(problem);
                else if (header is null) header = ReadHeader(record.Fields);
                else if (entries.Count >= RecordsMax) throw new BadLineException($"There are more than {RecordsMax} rows.");
                else entries.Add(ReadRow(header, record));
            }
            catch (BadLineException failure)
            {
                problems.Add(new Problem(failure.Line ?? record.Line, failure.Message));
            }

            // Without a header no row means anything.
            if (header is null) break;
        }

        if (header is null && problems.Count == 0) problems.Add(new Problem(0, "The file is empty."));
        return new Reading(entries, problems);
    }

    private static List<string> ReadHeader(IReadOnlyList<string> fields)
    {
        List<string> header = [.. fields.Select(field => field.Trim().ToLowerInvariant())];
        if (header.Count == 1 && header[0].Contains(';', StringComparison.Ordinal))
            throw new BadLineException("The columns are divided by semicolons; they must be divided by commas.");
        string[] unknown = [.. header.Where(name => !Header.Contains(name))];
        if (unknown.Length > 0) throw new BadLineException($"The header names an unknown column \"{FieldText.Shown(unknown[0])}\". Known: {string.Join(", ", Header)}.");
        if (header.Distinct().Count() < header.Count) throw new BadLineException("The header names a column twice.");
        string[] missing = [.. ((string[])[RecordColumn, CountryColumn, "id"]).Where(name => !header.Contains(name))];
        if (missing.Length > 0) throw new BadLineException($"The header lacks the column \"{missing[0]}\".");
        return header;
    }

    private static Entry ReadRow(IReadOnlyList<string> header, CsvRecord record)
    {
        if (record.Fields.Count != header.Count)
            throw new BadLineException($"This row has {record.Fields.Count} fields; the header has {header.Count}.");
        Dictionary<string, string> cells = header.Zip(record.Fields).ToDictionary(pair => pair.First, pair => pair.Second);
        string country = cells[CountryColumn].Trim().ToUpperInvariant();
        switch (cells[RecordColumn].Trim().ToLowerInvariant())
        {
            case AuthorityRecord:
                var authority = new SheetAuthority();
                Fill(authority, cells);
                return EntryCheck.Sound(new Entry(record.Line, country, authority, null));
            case ContactRecord:
                var point = new ContactPoint { Hours = new OpeningHours() };
                Fill(point, cells);
                return EntryCheck.Sound(new Entry(record.Line, country, null, point));
            default:
                throw new BadLineException($"record must be {AuthorityRecord} or {ContactRecord}, not \"{FieldText.Shown(cells[RecordColumn])}\".");
        }
    }

    private static void Fill(IMessage message, Dictionary<string, string> cells)
    {
        foreach (Column column in Columns.Where(column => column.Owner == message.Descriptor))
        {
            if (!cells.TryGetValue(column.Name, out string? cell) || cell.Length == 0) continue;
            IMessage target = column.Inside is null ? message : (IMessage)column.Field.Accessor.GetValue(message);
            FieldDescriptor field = column.Inside ?? column.Field;
            try
            {
                if (!field.IsRepeated) FieldText.Set(target, field, FieldText.Read(field, cell));
                else foreach (string part in GroupText.Split(cell)) FieldText.Set(target, field, ReadPart(field, part));
            }
            catch (BadLineException failure)
            {
                throw new BadLineException($"Column {column.Name}: {failure.Message}");
            }
        }

        string[] foreign = [.. cells.Where(cell => cell.Value.Length > 0 && cell.Key is not RecordColumn and not CountryColumn).Select(cell => cell.Key)
            .Except(Columns.Where(column => column.Owner == message.Descriptor).Select(column => column.Name))];
        if (foreign.Length > 0) throw new BadLineException($"Column {foreign[0]} must be empty in this kind of row.");
    }

    private static object ReadPart(FieldDescriptor field, string part) => field.FieldType == FieldType.Message
        ? GroupText.Read(field.MessageType, part)
        : FieldText.Read(field, GroupText.Unescape(part));

    private static string Row(string record, string country, IMessage message)
    {
        Dictionary<string, string> cells = Columns.Where(column => column.Owner == message.Descriptor)
            .ToDictionary(column => column.Name, column => Cell(column, message));
        return CsvLines.Write([record, country, .. Header.Skip(2).Select(name => cells.GetValueOrDefault(name, ""))]);
    }

    private static string Cell(Column column, IMessage message)
    {
        object? value = column.Field.Accessor.GetValue(message);
        if (column.Inside is { } inside) value = value is IMessage group ? inside.Accessor.GetValue(group) : null;
        FieldDescriptor field = column.Inside ?? column.Field;
        if (value is null) return "";
        if (!field.IsRepeated) return FieldText.Write(field, value);
        return field.FieldType == FieldType.Message ? GroupText.WriteAll((IEnumerable)value) : GroupText.WriteWords(field, (IEnumerable)value);
    }

    private static IEnumerable<Column> Of(MessageDescriptor owner) => owner.Fields.InDeclarationOrder().SelectMany(field =>
        field.FieldType == FieldType.Message && !field.IsRepeated
            ? field.MessageType.Fields.InDeclarationOrder().Select(inside => new Column($"{field.Name}_{inside.Name}", owner, field, inside))
            : [new Column(field.Name, owner, field, null)]);
}
