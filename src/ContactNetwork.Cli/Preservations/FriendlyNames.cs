using Google.Protobuf.Reflection;

namespace ContactNetwork.Cli.Preservations;

/// <summary>The keys of a request file: the API's field names, shorter where a shorter word says as much.</summary>
internal static class FriendlyNames
{
    private const string FactPrefix = "is_";

    private static readonly Dictionary<string, string> Shorter = new()
    {
        ["requested_country"] = "to",
        ["facts_summary"] = "facts",
        ["offence_relationship"] = "relationship",
        ["person_in_charge"] = "person",
        ["national_articles"] = "articles",
        ["maximum_penalty"] = "penalty",
        ["data_kinds"] = "data",
        ["period_start_time"] = "from",
        ["period_end_time"] = "until",
        ["seen_time"] = "seen",
        ["source_port"] = "port",
        ["intended_date"] = "date",
    };

    /// <summary>Fields that a person doesn't write: made by the node or by the tool.</summary>
    private static readonly HashSet<string> Hidden = ["request_id", "normalized_value", "content"];

    public static string Of(FieldDescriptor field) => Shorter.GetValueOrDefault(
        field.Name, field.Name.StartsWith(FactPrefix, StringComparison.Ordinal) ? field.Name[FactPrefix.Length..] : field.Name);

    /// <summary>The fields of a message that a person may write.</summary>
    public static IEnumerable<FieldDescriptor> Writable(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Where(field => !Hidden.Contains(field.Name));

    /// <summary>Turns the API's path into the file's: <c>content.items[0].data_kinds</c> is <c>items[0].data</c>.</summary>
    public static string OfPath(string path)
    {
        IEnumerable<string> parts = path.Split('.').Where(part => part != "content").Select(part =>
        {
            int bracket = part.IndexOf('[', StringComparison.Ordinal);
            string name = bracket < 0 ? part : part[..bracket];
            string friendly = Shorter.GetValueOrDefault(name, name.StartsWith(FactPrefix, StringComparison.Ordinal) ? name[FactPrefix.Length..] : name);
            return bracket < 0 ? friendly : friendly + part[bracket..];
        });
        return string.Join('.', parts);
    }
}
