using System.Collections;
using System.Text;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// Writes a part of a sheet in one cell or line: <c>kind=voice; value=+9995550101; hours=always</c>. Several are divided by
/// <c>|</c>. A name in a language is <c>en=Ministry of Justice</c>. In values, <c>\</c> stands before <c>; | = \ ,</c> and a line
/// end is <c>\n</c>. What is empty is not written.
/// </summary>
internal static class GroupText
{
    private const string Escaped = "\\;|=,";
    private const char Divider = '|';

    /// <summary>Writes several.</summary>
    public static string WriteAll(IEnumerable items) => string.Join($" {Divider} ", items.Cast<object>().Select(item => Write((IMessage)item)));

    /// <summary>Writes one.</summary>
    public static string Write(IMessage message)
    {
        if (message is LocalText name) return $"{Escape(name.Language)}={Escape(name.Text)}";
        return string.Join("; ", message.Descriptor.Fields.InDeclarationOrder()
            .Select(field => (field.Name, Text: WriteField(field, field.Accessor.GetValue(message))))
            .Where(pair => pair.Text.Length > 0)
            .Select(pair => $"{pair.Name}={pair.Text}"));
    }

    /// <summary>Writes a list of words, e.g. territories.</summary>
    public static string WriteWords(FieldDescriptor field, IEnumerable items) =>
        string.Join($" {Divider} ", items.Cast<object>().Select(item => Escape(FieldText.Write(field, item))));

    /// <summary>Cuts a cell into its parts; blanks around them don't count.</summary>
    public static IEnumerable<string> Split(string text) =>
        text.Trim(' ').Length == 0 ? [] : SplitAt(text, Divider).Select(part => part.Trim(' '));

    /// <summary>Reads one part.</summary>
    /// <exception cref="BadLineException">It is none.</exception>
    public static IMessage Read(MessageDescriptor type, string text)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        if (message is LocalText name) return ReadName(name, text);
        HashSet<string> seen = [];
        foreach (string pair in SplitAt(text, ';').Where(pair => pair.Trim(' ').Length > 0))
        {
            string[] halves = [.. SplitAt(pair, '=')];
            if (halves.Length != 2) throw new BadLineException($"\"{FieldText.Shown(pair)}\" must read name=value.");
            FieldDescriptor field = FieldText.Find(type, halves[0])
                ?? throw new BadLineException($"\"{FieldText.Shown(halves[0])}\" is not known here. Known: {string.Join(", ", type.Fields.InDeclarationOrder().Select(known => known.Name))}.");
            if (!seen.Add(field.Name)) throw new BadLineException($"{field.Name} stands there twice.");
            if (field.IsRepeated)
                foreach (string item in SplitAt(halves[1], ',')) FieldText.Set(message, field, FieldText.Read(field, Unescape(item.Trim(' '))));
            else FieldText.Set(message, field, FieldText.Read(field, Unescape(halves[1].Trim(' '))));
        }

        return message;
    }

    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }

            if (++at == text.Length) throw new BadLineException("A \\ at the end stands for nothing.");
            plain.Append(text[at] switch
            {
                'n' => "\n",
                'r' => "\r",
                's' => " ",
                char other when Escaped.Contains(other, StringComparison.Ordinal) => other.ToString(),
                char other => throw new BadLineException($"\\{FieldText.Shown(other.ToString())} stands for nothing."),
            });
        }

        return plain.ToString();
    }

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            bool isEdge = at == 0 || at == text.Length - 1;
            if (letter == '\n') escaped.Append("\\n");
            else if (letter == '\r') escaped.Append("\\r");
            else if (letter == ' ' && isEdge) escaped.Append("\\s");
            else if (Escaped.Contains(letter, StringComparison.Ordinal)) escaped.Append('\\').Append(letter);
            else escaped.Append(letter);
        }

        return escaped.ToString();
    }

    private static LocalText ReadName(LocalText name, string text)
    {
        string[] halves = [.. SplitAt(text, '=')];
        if (halves.Length != 2) throw new BadLineException($"\"{FieldText.Shown(text)}\" must read language=name, such as en=Duty desk.");
        name.Language = Unescape(halves[0].Trim(' '));
        name.Text = Unescape(halves[1].Trim(' '));
        return name;
    }

    private static string WriteField(FieldDescriptor field, object value) => field.IsRepeated
        ? string.Join(",", ((IEnumerable)value).Cast<object>().Select(item => Escape(FieldText.Write(field, item))))
        : Escape(FieldText.Write(field, value));

    private static List<string> SplitAt(string text, char divider)
    {
        List<string> parts = [];
        int start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == divider)
            {
                parts.Add(text[start..at]);
                start = at + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
