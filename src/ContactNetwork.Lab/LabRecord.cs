using System.Collections.Immutable;
using System.Text.Json;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab;

/// <summary>What a lab remembers between starts: its ports and its people's names. No secret is in it.</summary>
internal sealed record LabRecord(
    string LabId, int PostgresPort, int MailPort, ImmutableSortedDictionary<string, CountryRecord> Countries)
{
    private const string FileName = "lab.json";
    private const int IdBytes = 3;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static LabRecord? Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<LabRecord>(File.ReadAllText(path), Json) : null;
    }

    public static LabRecord Plan(IEnumerable<string> countries)
    {
        return new LabRecord(
            Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(IdBytes)),
            LoopbackPorts.Free(),
            LoopbackPorts.Free(),
            countries.ToImmutableSortedDictionary(country => country, _ => NewCountry()));
    }

    /// <summary>Chooses the ports of one more country.</summary>
    public static CountryRecord PlanAnother() => NewCountry();

    public void Save(string folder)
    {
        string path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, Json));
        File.Move(path + ".new", path, overwrite: true);
    }

    public LabRecord With(string country, CountryRecord record) => this with { Countries = Countries.SetItem(country, record) };

    /// <summary>Keeps the recorded ports for this process, and says which of them another program has taken meanwhile; null when none.</summary>
    public int? TakenPort() => Countries.Values
        .SelectMany(PortsOf)
        .Append(MailPort).Append(PostgresPort)
        .Where(port => !LoopbackPorts.Keep(port)).Cast<int?>().FirstOrDefault();

    private static CountryRecord NewCountry() =>
        new(LoopbackPorts.Free(), LoopbackPorts.Free(), LoopbackPorts.Free(), LoopbackPorts.Free(), LoopbackPorts.Free(), []);

    private static int[] PortsOf(CountryRecord country) =>
        [country.PeoplePort, country.PeersPort, country.LinkPort, country.OperationsPort, country.IdentityPort];
}

/// <summary>One country of a lab.</summary>
/// <param name="PeoplePort">The node's people's port.</param>
/// <param name="PeersPort">The node's peers' port.</param>
/// <param name="OperationsPort">The node's operations port.</param>
/// <param name="LinkPort">The port that other countries connect to: the lab's own relay to the peers' port.</param>
/// <param name="IdentityPort">The provider's port.</param>
/// <param name="People">The people by sign-in name.</param>
internal sealed record CountryRecord(
    int PeoplePort, int PeersPort, int OperationsPort, int LinkPort, int IdentityPort, ImmutableArray<PersonRecord> People);

/// <summary>A person of a lab.</summary>
/// <param name="Name">The sign-in name.</param>
/// <param name="DisplayName">The name shown.</param>
/// <param name="Subject">The subject at the country's provider.</param>
/// <param name="PersonId">The id of the record at the node.</param>
/// <param name="Roles">The roles, as the API names them without prefix.</param>
internal sealed record PersonRecord(string Name, string DisplayName, string Subject, Guid PersonId, ImmutableArray<string> Roles);
