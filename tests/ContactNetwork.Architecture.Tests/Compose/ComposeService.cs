namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>One service of the compose file, with its variables filled in.</summary>
internal sealed record ComposeService(
    string Name,
    string? Image,
    string? BuildTarget,
    IReadOnlyDictionary<string, string> BuildArguments,
    string? User,
    bool IsPrivileged,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<ComposeMount> Mounts,
    IReadOnlyList<ComposePort> Ports,
    IReadOnlyDictionary<string, IReadOnlyList<string>> NetworkAliases,
    IReadOnlyDictionary<string, string> DependsOn,
    IReadOnlyList<string> HealthCheck)
{
    /// <summary>The address that the health check calls, where it calls one.</summary>
    public Uri? HealthAddress => HealthCheck
        .Where(word => word.StartsWith("http", StringComparison.Ordinal))
        .Select(word => new Uri(word))
        .SingleOrDefault();

    /// <summary>Whether another service can be reached from this one by a name.</summary>
    public bool CanReach(ComposeService other, string host) =>
        NetworkAliases.Keys.Any(network => other.NetworkAliases.TryGetValue(network, out IReadOnlyList<string>? aliases)
            && (host == other.Name || aliases.Contains(host)));
}

/// <summary>A folder or volume in a container.</summary>
internal sealed record ComposeMount(string Source, string Target, bool IsReadOnly)
{
    public bool IsVolume => !Source.StartsWith('.') && !Source.StartsWith('/');
}

/// <summary>A port of the machine that leads to a port of a container.</summary>
internal sealed record ComposePort(string Address, int Published, int Container);
