using System.Collections;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using YamlDotNet.RepresentationModel;

namespace ContactNetwork.Cli.Preservations;

/// <summary>
/// Fills a message of the API from YAML, by the message's own description, so that a new field is a new key. Strict: an
/// unknown key, a wrong type and a time without zone are problems, each with its line; all are found in one go.
/// </summary>
internal sealed class YamlMessageReader
{
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    private readonly List<Violation> _problems = [];
    private readonly Dictionary<string, long> _lines = [];

    /// <summary>What is wrong; the field is "line N: path".</summary>
    public IReadOnlyList<Violation> Problems => _problems;

    /// <summary>The line of each path of the API that the file gave.</summary>
    public IReadOnlyDictionary<string, long> Lines => _lines;

    public void AddProblem(YamlNode node, string path, string description) =>
        _problems.Add(new Violation(Place(node.Start.Line, FriendlyNames.OfPath(path)), description));

    public static string Place(long line, string path) => path.Length == 0 ? $"line {line}" : $"line {line}: {path}";

    /// <summary>Reads the mapping's keys into several messages that share one level of the file.</summary>
    /// <param name="mapping">The keys and values.</param>
    /// <param name="targets">The messages, each with its path in the API ("" for the outermost).</param>
    public void ReadInto(YamlMappingNode mapping, params (IMessage Message, string Path)[] targets)
    {
        var fields = new Dictionary<string, (IMessage Message, string Path, FieldDescriptor Field)>();
        foreach ((IMessage message, string path) in targets)
        {
            foreach (FieldDescriptor field in FriendlyNames.Writable(message.Descriptor))
                fields[FriendlyNames.Of(field)] = (message, path.Length == 0 ? field.Name : $"{path}.{field.Name}", field);
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (!fields.TryGetValue(name, out (IMessage Message, string Path, FieldDescriptor Field) found))
            {
                string under = targets[^1].Path;
                AddProblem(key, under == "content" ? name : $"{under}.{name}", $"This key is not known here. Known: {string.Join(", ", fields.Keys)}.");
                continue;
            }

            _lines[found.Path] = key.Start.Line;
            if (!IsEmpty(value)) ReadField(found.Message, found.Field, found.Path, value);
        }
    }

    private void ReadField(IMessage message, FieldDescriptor field, string path, YamlNode value)
    {
        if (!field.IsRepeated)
        {
            if (ReadValue(field, path, value) is { } single) field.Accessor.SetValue(message, single);
            return;
        }

        if (value is not YamlSequenceNode sequence)
        {
            AddProblem(value, path, "This must be a list: one entry a line, each after '- ', or [one, two].");
            return;
        }

        var list = (IList)field.Accessor.GetValue(message);
        for (int at = 0; at < sequence.Children.Count; at++)
        {
            string entry = $"{path}[{at}]";
            _lines[entry] = sequence.Children[at].Start.Line;
            if (ReadValue(field, entry, sequence.Children[at]) is { } item) list.Add(item);
        }
    }

    private object? ReadValue(FieldDescriptor field, string path, YamlNode value)
    {
        if (field.FieldType == FieldType.Message && field.MessageType.FullName != Timestamp.Descriptor.FullName)
            return ReadMessage(field.MessageType, path, value);
        if (value is not YamlScalarNode { Value: { } text })
        {
            AddProblem(value, path, "This must be one value, not a list or a group of keys.");
            return null;
        }

        return field.FieldType switch
        {
            FieldType.String => text.TrimEnd('\n'),
            FieldType.Bool => ReadBool(path, value, text),
            FieldType.Int32 => ReadInt(path, value, text),
            FieldType.Int64 => ReadLong(path, value, text),
            FieldType.Enum => ReadEnum(field.EnumType, path, value, text),
            _ => ReadTime(path, value, text),
        };
    }

    private IMessage? ReadMessage(MessageDescriptor type, string path, YamlNode value)
    {
        if (value is not YamlMappingNode mapping)
        {
            AddProblem(value, path, "This must be a group of keys, indented below it.");
            return null;
        }

        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        ReadInto(mapping, (message, path));
        return message;
    }

    private bool? ReadBool(string path, YamlNode node, string text)
    {
        if (bool.TryParse(text, out bool value)) return value;
        AddProblem(node, path, "This must be true or false.");
        return null;
    }

    private int? ReadInt(string path, YamlNode node, string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)) return value;
        AddProblem(node, path, "This must be a whole number.");
        return null;
    }

    private long? ReadLong(string path, YamlNode node, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)) return value;
        AddProblem(node, path, "This must be a whole number.");
        return null;
    }

    private object? ReadEnum(EnumDescriptor type, string path, YamlNode node, string text)
    {
        if (Words.Find(type, text) is { } value) return System.Enum.ToObject(type.ClrType, value.Number);
        AddProblem(node, path, $"This must be one of: {string.Join(", ", Words.Choices(type))}.");
        return null;
    }

    private Timestamp? ReadTime(string path, YamlNode node, string text)
    {
        bool hasZone = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf(':', StringComparison.Ordinal);
        if (hasZone && DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time))
            return Timestamp.FromDateTimeOffset(time);
        AddProblem(node, path, "This must be a time with zone, such as 2026-11-23T21:14:09+01:00 or 2026-11-23T20:14:09Z.");
        return null;
    }

    private static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Value: null or "" or "~" or "null", Style: YamlDotNet.Core.ScalarStyle.Plain };
}
