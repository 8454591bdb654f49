using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContactNetwork.Domain;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Node.Edge;

/// <summary>Finds enum values that this version doesn't know, anywhere in a message.</summary>
internal static class UnknownEnums
{
    /// <summary>How deep messages are looked into; ours are at most five deep.</summary>
    private const int DepthMax = 16;

    private static readonly ConcurrentDictionary<MessageDescriptor, ImmutableArray<FieldDescriptor>> Relevant = new();

    /// <summary>One violation per unknown value, by the path of its field.</summary>
    public static ImmutableArray<FieldViolation> Find(IMessage message)
    {
        var found = ImmutableArray.CreateBuilder<FieldViolation>();
        Walk(message, "", 0, found);
        return found.ToImmutable();
    }

    private static void Walk(IMessage message, string path, int depth, ImmutableArray<FieldViolation>.Builder found)
    {
        if (depth > DepthMax)
        {
            return;
        }

        foreach (var field in Relevant.GetOrAdd(message.Descriptor, RelevantFields))
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                var index = 0;
                foreach (var element in (IList)value)
                {
                    Look(field, element, $"{path}{field.Name}[{index++}]", depth, found);
                }
            }
            else if (value is not null)
            {
                Look(field, value, path + field.Name, depth, found);
            }
        }
    }

    private static void Look(FieldDescriptor field, object value, string path, int depth, ImmutableArray<FieldViolation>.Builder found)
    {
        if (value is IMessage inner)
        {
            Walk(inner, path + ".", depth + 1, found);
        }
        else if (field.EnumType.FindValueByNumber((int)value) is null)
        {
            found.Add(new FieldViolation(path, $"is not a known {field.EnumType.Name}; use one of its named values"));
        }
    }

    private static ImmutableArray<FieldDescriptor> RelevantFields(MessageDescriptor descriptor) =>
        [.. descriptor.Fields.InDeclarationOrder().Where(field =>
            !field.IsMap && field.FieldType is FieldType.Enum or FieldType.Message
            && (field.FieldType is FieldType.Enum || field.MessageType.File.Package.StartsWith("contactnetwork", StringComparison.Ordinal)))];
}
