using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Node.Store;

/// <summary>One numbered step of a room's own tables: an SQL file in the room's folder <c>Schema</c>, never edited once it has run anywhere.</summary>
/// <param name="Room">The room's folder.</param>
/// <param name="Name">The file's name without ending, e.g. "0001-store".</param>
/// <param name="Sql">What it does; it runs once, in a transaction.</param>
internal sealed record SchemaStep(string Room, string Name, string Sql)
{
    /// <summary>Tells whether a step that ran is still the same.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
}

/// <summary>Finds the steps in the assembly: the project embeds each <c>Room/Schema/*.sql</c> under the name <c>schema:Room/name</c>.</summary>
internal static class SchemaSteps
{
    private const string Prefix = "schema:";

    /// <summary>The rooms whose tables others build on, first.</summary>
    private static readonly string[] RoomsFirst = ["Store", "Clerks"];

    /// <summary>All steps in the order in which they run.</summary>
    public static IReadOnlyList<SchemaStep> All { get; } =
    [
        .. Read().OrderBy(step => Rank(step.Room)).ThenBy(step => step.Room, StringComparer.Ordinal).ThenBy(step => step.Name, StringComparer.Ordinal),
    ];

    private static int Rank(string room) => Array.IndexOf(RoomsFirst, room) is var place and >= 0 ? place : RoomsFirst.Length;

    private static IEnumerable<SchemaStep> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var parts = resource[Prefix.Length..].Split('/');
            using var stream = assembly.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"The assembly lists {resource} and does not hold it.");
            using var reader = new StreamReader(stream, Encoding.UTF8);
            yield return new SchemaStep(parts[0], parts[1], reader.ReadToEnd());
        }
    }
}
