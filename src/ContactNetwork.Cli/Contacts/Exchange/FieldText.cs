using System.Collections;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Enum = System.Enum;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>Writes and reads one value of the protocol as people write it: <c>yes</c>, <c>on-call</c>, <c>42</c>, text.</summary>
internal static class FieldText
{
    private const string Yes = "yes";
    private const string No = "no";

    /// <summary>The field's name as files spell it: <c>key_fingerprint</c>.</summary>
    public static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(field => field.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The value in words; empty for the value of an empty field.</summary>
    public static string Write(FieldDescriptor field, object value) => field.FieldType switch
    {
        FieldType.Bool => (bool)value ? Yes : "",
        FieldType.Enum => field.EnumType.FindValueByNumber((int)value) is { Number: not 0 } known ? Words.Friendly(known) : "",
        FieldType.Int32 => (int)value == 0 ? "" : ((int)value).ToString(CultureInfo.InvariantCulture),
        FieldType.Int64 => (long)value == 0 ? "" : ((long)value).ToString(CultureInfo.InvariantCulture),
        FieldType.String => (string)value,
        _ => throw new ArgumentException($"{field.FullName} has no words.", nameof(field)),
    };

    /// <exception cref="BadLineException">The words are no such value.</exception>
    public static object Read(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.String => text,
        FieldType.Bool => ReadBool(field, text.Trim()),
        FieldType.Enum => ReadEnum(field, text),
        FieldType.Int32 => int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int small) ? small : throw NoNumber(field, text),
        FieldType.Int64 => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long large) ? large : throw NoNumber(field, text),
        _ => throw new BadLineException($"{field.Name} can't be written here."),
    };

    /// <summary>Sets a field of a message, or adds to it where it is a list.</summary>
    public static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated) ((IList)field.Accessor.GetValue(message)).Add(value);
        else field.Accessor.SetValue(message, value);
    }

    private static bool ReadBool(FieldDescriptor field, string text) => text.ToLowerInvariant() switch
    {
        Yes or "true" or "1" => true,
        No or "false" or "0" or "" => false,
        _ => throw new BadLineException($"{field.Name} must be yes or no, not \"{Shown(text)}\"."),
    };

    private static object ReadEnum(FieldDescriptor field, string text) => Words.Find(field.EnumType, text) is { } value
        ? Enum.ToObject(field.EnumType.ClrType, value.Number)
        : throw new BadLineException($"{field.Name} must be one of {string.Join(", ", Words.Choices(field.EnumType))}, not \"{Shown(text)}\".");

    private static BadLineException NoNumber(FieldDescriptor field, string text) =>
        new($"{field.Name} must be a whole number, not \"{Shown(text)}\".");

    /// <summary>What somebody wrote, short enough for a message.</summary>
    public static string Shown(string text) => Safe.Fit(Safe.Clean(text), ShownMax);

    private const int ShownMax = 120;
}
