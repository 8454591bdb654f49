using Google.Protobuf.Reflection;

namespace ContactNetwork.Architecture.Tests.Protos;

/// <summary>The protocols as one line an element, for people who read a change.</summary>
internal static class ProtoFacts
{
    public static IEnumerable<string> Of(FileDescriptorSet image) =>
        from file in Own(image)
        from line in file.MessageType.SelectMany(message => Of(message, file.Package))
            .Concat(file.EnumType.SelectMany(values => Of(values, file.Package)))
            .Concat(file.Service.SelectMany(service => Of(service, file.Package)))
        select line;

    /// <summary>The files of this project, without what they import.</summary>
    public static IEnumerable<FileDescriptorProto> Own(FileDescriptorSet image) =>
        image.File.Where(file => !file.Name.StartsWith("google/", StringComparison.Ordinal));

    private static IEnumerable<string> Of(DescriptorProto message, string place)
    {
        string name = $"{place}.{message.Name}";
        return message.Field.Select(field => $"{name}.{field.Name} = {field.Number} {Label(field, message)}{TypeOf(field)}")
            .Concat(message.ReservedRange.Select(range => $"{name} reserves {range.Start}..{range.End - 1}"))
            .Concat(message.NestedType.SelectMany(nested => Of(nested, name)))
            .Concat(message.EnumType.SelectMany(values => Of(values, name)))
            .DefaultIfEmpty($"{name} is empty");
    }

    private static IEnumerable<string> Of(EnumDescriptorProto values, string place) =>
        values.Value.Select(value => $"{place}.{values.Name}.{value.Name} = {value.Number}");

    private static IEnumerable<string> Of(ServiceDescriptorProto service, string place) =>
        service.Method.Select(method =>
            $"{place}.{service.Name}.{method.Name}({Stream(method.ClientStreaming)}{method.InputType.TrimStart('.')})"
            + $" returns ({Stream(method.ServerStreaming)}{method.OutputType.TrimStart('.')})");

    private static string Stream(bool isStream) => isStream ? "stream " : "";

    private static string Label(FieldDescriptorProto field, DescriptorProto message) => field switch
    {
        { Label: FieldDescriptorProto.Types.Label.Repeated } => "repeated ",
        { Proto3Optional: true } => "optional ",
        { HasOneofIndex: true } => $"oneof {message.OneofDecl[field.OneofIndex].Name} ",
        _ => "",
    };

    private static string TypeOf(FieldDescriptorProto field) => field.HasTypeName
        ? field.TypeName.TrimStart('.')
        : field.Type.ToString().ToLowerInvariant();
}
