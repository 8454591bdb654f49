using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Contacts;

/// <summary>One value that differs between two messages.</summary>
/// <param name="Path">Where.</param>
/// <param name="Before">What it was; null when it was not there.</param>
/// <param name="After">What it is; null when it is gone.</param>
internal sealed record SheetChange(string Path, string? Before, string? After);

/// <summary>Tells exactly what changes between two sheets: every field, by the messages' own descriptions, so that none is overlooked.</summary>
internal static class SheetChanges
{
    private const string Id = "id";

    public static IReadOnlyList<SheetChange> Between(IMessage before, IMessage after)
    {
        var old = Flat(before);
        var now = Flat(after);
        return
        [
            .. old.Keys.Union(now.Keys)
                .Where(path => old.GetValueOrDefault(path) != now.GetValueOrDefault(path))
                .Select(path => new SheetChange(path, old.GetValueOrDefault(path), now.GetValueOrDefault(path))),
        ];
    }

    private static Dictionary<string, string> Flat(IMessage message)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(values, message, "");
        return values;
    }

    private static void Add(Dictionary<string, string> values, IMessage message, string path)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            string at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            object? value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                var list = (IList)value;
                for (int index = 0; index < list.Count; index++) AddOne(values, list[index]!, $"{at}[{KeyOf(list[index]!, index)}]");
            }
            else if (value is not null and not "" and not false and not 0 and not 0L)
            {
                AddOne(values, value, at);
            }
        }
    }

    private static void AddOne(Dictionary<string, string> values, object value, string path)
    {
        if (value is IMessage message) Add(values, message, path);
        else values[path] = value is ByteString bytes ? Convert.ToHexStringLower(bytes.Span) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Things with an id are told by it, the others by their place, which counts.</summary>
    private static string KeyOf(object item, int index) =>
        item is IMessage message && message.Descriptor.FindFieldByName(Id)?.Accessor.GetValue(message) is string { Length: > 0 } id
            ? id
            : index.ToString(CultureInfo.InvariantCulture);
}
