using System.CommandLine;

namespace ContactNetwork.Cli.Contacts;

/// <summary>The formats that sheets go out and come in by.</summary>
internal static class Formats
{
    public const string VCard = "vcard";
    public const string Csv = "csv";
    public const string Json = "json";

    /// <summary>Stands for standard output.</summary>
    public const string Standard = "-";

    public static Option<string?> Option(string description, bool isRequired) =>
        new Option<string?>("--format") { Description = description, Required = isRequired }.AcceptOnlyFromAmong(VCard, Csv, Json);

    /// <summary>The format that a file's name tells; null when it tells none.</summary>
    public static string? Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".vcf" or ".vcard" => VCard,
        ".csv" => Csv,
        ".json" => Json,
        _ => null,
    };
}
