using System.Text.Json;

namespace ContactNetwork.Identity.Administration;

/// <summary>A person to add, as a list names them.</summary>
/// <param name="Name">The sign-in name.</param>
/// <param name="DisplayName">The name shown to others.</param>
internal sealed record NewPerson(string? Name, string? DisplayName);

/// <summary>Reads a list of people to add: a JSON array of objects with <c>name</c> and <c>displayName</c>.</summary>
internal static class NewPeople
{
    /// <summary>People in one list.</summary>
    public const int CountMax = 1_000;

    /// <summary>Characters of one list.</summary>
    public const int CharactersMax = 1_000_000;

    private const string StandardInput = "-";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Reads a file, or standard input where the file is called "-".</summary>
    /// <exception cref="AdministrationException">It is no such list, or too long; names the way out.</exception>
    public static async Task<IReadOnlyList<NewPerson>> ReadAsync(string file, Streams streams, CancellationToken cancellation)
    {
        using TextReader? opened = file == StandardInput ? null : Open(file);
        var text = new char[CharactersMax + 1];
        var length = await (opened ?? streams.Input).ReadBlockAsync(text, cancellation);
        if (length > CharactersMax)
            throw new AdministrationException($"The list has more than {CharactersMax} characters. Split it.");
        try
        {
            var people = JsonSerializer.Deserialize<IReadOnlyList<NewPerson?>>(text.AsSpan(0, length), Format) ?? [];
            if (people.Count is 0 or > CountMax || people.Any(person => person is null))
                throw new AdministrationException($"The list must name 1 to {CountMax} people.");
            return [.. people.OfType<NewPerson>()];
        }
        catch (JsonException wrong)
        {
            throw new AdministrationException(
                $"The list can't be read (line {wrong.LineNumber + 1}). It is JSON such as [{{\"name\": \"alice\", \"displayName\": \"Alice Aalto\"}}].");
        }
    }

    private static StreamReader Open(string file) => File.Exists(file)
        ? new StreamReader(file)
        : throw new AdministrationException($"There is no file '{file}'.");
}
