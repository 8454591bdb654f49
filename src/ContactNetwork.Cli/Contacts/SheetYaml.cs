using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ContactNetwork.Cli.Preservations;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Sheets as YAML, by the message's own description: a new field is a new key.</summary>
internal static class SheetYaml
{
    private const int CharactersMax = 1024 * 1024;

    /// <summary>Fields that the tools make.</summary>
    private static readonly HashSet<int> Made =
    [
        Sheet.NetworkIdFieldNumber, Sheet.RealmFieldNumber, Sheet.CountryFieldNumber, Sheet.VersionFieldNumber,
        Sheet.PreviousDigestFieldNumber, Sheet.CreateTimeFieldNumber,
    ];

    /// <summary>Writes the content of a sheet.</summary>
    public static string Write(Sheet sheet)
    {
        var text = new StringBuilder();
        foreach (FieldDescriptor field in Sheet.Descriptor.Fields.InDeclarationOrder().Where(field => !Made.Contains(field.FieldNumber)))
            Write(text, field, field.Accessor.GetValue(sheet), "");
        return text.ToString();
    }

    /// <summary>Reads the content of a sheet.</summary>
    /// <exception cref="CliException">It is none; names every problem with its line.</exception>
    public static Sheet Read(string name, string text)
    {
        var sheet = new Sheet();
        var reader = new YamlMessageReader();
        if (text.Length > CharactersMax) throw Malformed(name, []);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root) throw Malformed(name, []);
            reader.ReadInto(root, (sheet, ""));
        }
        catch (YamlException failure)
        {
            throw Malformed(name, [new Violation($"line {failure.Start.Line}", failure.InnerException?.Message ?? failure.Message)]);
        }

        return reader.Problems.Count == 0 ? sheet : throw Malformed(name, reader.Problems);
    }

    private static void Write(StringBuilder text, FieldDescriptor field, object? value, string indent)
    {
        if (value is null or "" or false or 0 or 0L || (value is System.Enum word && Convert.ToInt32(word, CultureInfo.InvariantCulture) == 0)) return;
        string key = $"{indent}{FriendlyNames.Of(field)}:";
        if (field.IsRepeated)
        {
            var list = (IList)value;
            if (list.Count == 0) return;
            text.Append(key).Append('\n');
            foreach (object? item in list) WriteItem(text, field, item!, indent + "  ");
        }
        else if (value is IMessage message)
        {
            text.Append(key).Append('\n');
            WriteFields(text, message, indent + "  ");
        }
        else
        {
            text.Append(key).Append(' ').Append(Scalar(field, value)).Append('\n');
        }
    }

    private static void WriteItem(StringBuilder text, FieldDescriptor field, object item, string indent)
    {
        if (item is not IMessage message)
        {
            text.Append(indent).Append("- ").Append(Scalar(field, item)).Append('\n');
            return;
        }

        var inner = new StringBuilder();
        WriteFields(inner, message, indent + "  ");
        text.Append(indent).Append("- ").Append(inner.Length == 0 ? "{}\n" : inner.ToString()[(indent.Length + 2)..]);
    }

    private static void WriteFields(StringBuilder text, IMessage message, string indent)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
            Write(text, field, field.Accessor.GetValue(message), indent);
    }

    private static string Scalar(FieldDescriptor field, object value) => field.FieldType switch
    {
        // A JSON string is a YAML string.
        FieldType.String => JsonSerializer.Serialize((string)value, Relaxed),
        FieldType.Bool => (bool)value ? "true" : "false",
        FieldType.Enum => field.EnumType.FindValueByNumber(Convert.ToInt32(value, CultureInfo.InvariantCulture)) is { } known
            ? Words.Friendly(known)
            : Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CliException Malformed(string name, IReadOnlyList<Violation> problems) => new(
        ExitCodes.Malformed, "MALFORMED_FILE", $"{name} can't be read as a sheet.", "samples/sheet-xa.yaml shows what a sheet holds.")
    {
        Violations = problems,
    };
}
