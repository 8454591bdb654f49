using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using Npgsql;

namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>What can be told of a service that runs one of our programs: settings, addresses, files.</summary>
internal sealed class ProgramRules(
    ComposeFile file, IReadOnlyDictionary<string, DockerStage> stages, Containers containers, ComposeService service)
{
    private const string Node = "node";
    private const string Identity = "identity";

    public IEnumerable<string> Faults()
    {
        if (!stages.TryGetValue(service.BuildTarget!, out DockerStage? stage)
            || !ProgramCheck.ByTarget.TryGetValue(service.BuildTarget!, out Func<IReadOnlyDictionary<string, string>, ProgramCheck>? ask))
        {
            return [$"The Dockerfile has no target {service.BuildTarget} with a program."];
        }

        Dictionary<string, string> onMachine = service.Environment.ToDictionary(
            variable => variable.Key,
            variable => variable.Value.StartsWith('/') ? containers.Find(file, service, variable.Value) ?? "" : variable.Value);
        ProgramCheck program = ask(onMachine);
        return
        [
            .. stage.User is null or "root" or "0" ? ["The image runs as root."] : Array.Empty<string>(),
            .. service.Environment.Where(variable => variable.Value.StartsWith('/') && onMachine[variable.Key].Length == 0)
                .Select(variable => $"{variable.Key}: nothing is mounted at {variable.Value}."),
            .. program.Faults,
            .. program.Faults.Count == 0 ? Addresses(program, onMachine) : [],
        ];
    }

    private IEnumerable<string> Addresses(ProgramCheck program, IReadOnlyDictionary<string, string> onMachine) =>
    [
        .. service.Ports.Where(port => !program.Ports.Contains(port.Container)).Select(port => $"Nothing listens on port {port.Container}."),
        .. Health(program.Health),
        .. Store(onMachine),
        .. service.BuildTarget == Identity ? Issuer(program) : Peers(onMachine),
    ];

    private IEnumerable<string> Health(ProgramHealth health)
    {
        if (service.HealthAddress is not { } address
            || address.Port != health.Port || address.Scheme != health.Scheme || !health.Paths.Contains(address.AbsolutePath))
        {
            yield return "The health check asks at an address where the program does not answer.";
        }

        foreach (string path in service.HealthCheck.Where(word => word.StartsWith('/')))
        {
            if (containers.Find(file, service, path) is not string found || !File.Exists(found))
            {
                yield return $"The health check needs {path}, where nothing is mounted.";
            }
        }
    }

    private IEnumerable<string> Store(IReadOnlyDictionary<string, string> onMachine)
    {
        string store = File.ReadAllText(onMachine["CONTACT_NETWORK_Store__ConnectionStringFile"]);
        NpgsqlConnectionStringBuilder connection = new(store);
        ComposeService? server = file.Services.SingleOrDefault(other => other.Name == connection.Host);
        if (server is null || !service.CanReach(server, connection.Host!))
        {
            yield return $"The store's host {connection.Host} can't be reached.";
            yield break;
        }

        if (server.Environment.GetValueOrDefault("POSTGRES_USER") != connection.Username
            || server.Environment.GetValueOrDefault("POSTGRES_DB") != connection.Database)
        {
            yield return $"{server.Name} makes another user or database than the store's connection string names.";
        }

        if (containers.Find(file, server, server.Environment.GetValueOrDefault("POSTGRES_PASSWORD_FILE") ?? "") is not string password
            || File.ReadAllText(password) != connection.Password)
        {
            yield return $"{server.Name} has another password than the store's connection string.";
        }
    }

    /// <summary>The issuer's address must lead to the provider from the nodes and from this machine alike.</summary>
    private IEnumerable<string> Issuer(ProgramCheck program)
    {
        Uri issuer = new(service.Environment["CONTACT_NETWORK_Identity__Issuer"]);
        if (!program.Ports.Contains(issuer.Port) || service.Ports.All(port => port.Published != issuer.Port))
        {
            yield return $"The issuer's port {issuer.Port} is not the one it listens on and the one that is published.";
        }

        ComposeService[] users =
        [
            .. file.Services.Where(other => other.Environment.GetValueOrDefault("CONTACT_NETWORK_People__Issuers__0__Authority") == issuer.OriginalString),
        ];
        if (users.Length == 0)
        {
            yield return $"No node trusts the issuer {issuer.OriginalString}.";
        }

        foreach (ComposeService user in users.Where(user => !user.CanReach(service, issuer.Host)))
        {
            yield return $"{user.Name} can't reach the issuer {issuer.OriginalString}.";
        }
    }

    /// <summary>Each node must reach every other country's node at the address in that country's key set.</summary>
    private IEnumerable<string> Peers(IReadOnlyDictionary<string, string> onMachine) =>
        from folder in new[] { onMachine.GetValueOrDefault("CONTACT_NETWORK_Trust__Folder", "") }
        where Directory.Exists(folder) // a missing one is reported by the rule of volumes
        from envelope in TrustFolder.Load(folder).KeySets
        let keySet = KeySet.Parser.ParseFrom(envelope.Payload)
        where keySet.Country != service.Environment.GetValueOrDefault("CONTACT_NETWORK_Node__Country")
        from endpoint in keySet.Endpoints
        let address = new Uri(endpoint)
        where !file.Services.Any(other => other.BuildTarget == Node
            && other.Environment.GetValueOrDefault("CONTACT_NETWORK_Node__Country") == keySet.Country
            && other.Environment.GetValueOrDefault("CONTACT_NETWORK_Ports__Peers", "").EndsWith($":{address.Port}", StringComparison.Ordinal)
            && service.CanReach(other, address.Host))
        select $"The node of {keySet.Country} can't be reached at {address}.";
}
