namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>Everything that can be told about a compose file without an engine: each fault is one line.</summary>
internal sealed class ComposeRules(ComposeFile file, string dockerfile, Containers containers)
{
    private readonly IReadOnlyDictionary<string, DockerStage> stages = DockerStage.Read(dockerfile);

    private const int PostgresMajorMin = 15;
    private const string PostgresDataVariable = "PGDATA";

    private static readonly string[] PostgresVariables =
        ["POSTGRES_USER", "POSTGRES_DB", "POSTGRES_INITDB_ARGS", "POSTGRES_PASSWORD_FILE", PostgresDataVariable];

    public IEnumerable<string> Faults() =>
    [
        .. file.Services.SelectMany(service => Of(service).Select(fault => $"{service.Name}: {fault}")),
        .. DockerStage.Bases(dockerfile).Named.Select(image => $"The Dockerfile itself names the image {image}."),
        .. Unused("volume", file.Volumes, file.Services.SelectMany(service => service.Mounts).Where(mount => mount.IsVolume).Select(mount => mount.Source)),
        .. Unused("secret", file.SecretFiles.Keys, file.Services.SelectMany(service => service.Secrets)),
        .. Unused("network", file.Networks, file.Services.SelectMany(service => service.NetworkAliases.Keys)),
        .. Twice("port", file.Services.SelectMany(service => service.Ports).Select(port => $"{port.Address}:{port.Published}")),
        .. Twice("volume", file.Services.SelectMany(service => service.Mounts).Where(mount => mount.IsVolume).Select(mount => mount.Source)),
    ];

    private IEnumerable<string> Of(ComposeService service) =>
    [
        .. Rights(service),
        .. Mounts(service),
        .. Dependencies(service),
        .. service.BuildTarget is null ? Postgres(service) : Program(service),
    ];

    private IEnumerable<string> Program(ComposeService service) =>
    [
        .. Baseline.Compare(DockerStage.Bases(dockerfile).Required, [.. service.BuildArguments.Keys])
            .Select(argument => $"The Dockerfile's arguments differ from those given: {argument}"),
        .. service.BuildArguments.Where(argument => argument.Value.Length == 0).Select(argument => $"The argument {argument.Key} is empty."),
        .. new ProgramRules(file, stages, containers, service).Faults(),
    ];

    private static IEnumerable<string> Rights(ComposeService service)
    {
        if (service.User is null or "root" || service.User.Split(':')[0] == "0")
        {
            yield return "It runs as root.";
        }

        if (service.IsPrivileged)
        {
            yield return "It is privileged.";
        }

        foreach (ComposePort port in service.Ports.Where(port => port.Address != "127.0.0.1"))
        {
            yield return $"Port {port.Published} is open to other machines.";
        }
    }

    private IEnumerable<string> Mounts(ComposeService service) =>
    [
        .. service.Mounts.Where(mount => mount.IsVolume && !file.Volumes.Contains(mount.Source))
            .Select(mount => $"There is no volume {mount.Source}."),
        .. service.Mounts.Where(mount => !mount.IsVolume && !Directory.Exists(containers.OnMachine(mount.Source)))
            .Select(mount => $"There is no folder {mount.Source}."),
        .. service.Mounts.Where(mount => !mount.IsVolume && !mount.IsReadOnly)
            .Select(mount => $"The folder {mount.Source} can be written."),
        .. service.Secrets.Where(secret => !file.SecretFiles.TryGetValue(secret, out string? source) || !File.Exists(containers.OnMachine(source)))
            .Select(secret => $"There is no secret {secret}."),
        .. service.NetworkAliases.Keys.Where(network => !file.Networks.Contains(network))
            .Select(network => $"There is no network {network}."),
    ];

    private IEnumerable<string> Dependencies(ComposeService service)
    {
        if (service.HealthCheck.Count == 0)
        {
            yield return "It has no health check.";
        }

        foreach ((string name, string condition) in service.DependsOn)
        {
            if (file.Services.All(other => other.Name != name))
            {
                yield return $"There is no service {name}.";
            }

            if (condition != "service_healthy")
            {
                yield return $"It does not wait until {name} is well.";
            }
        }
    }

    private IEnumerable<string> Postgres(ComposeService service)
    {
        string[] image = (service.Image ?? "").Split(':');
        if (image is not ["postgres", var version] || !int.TryParse(version, out int major) || major < PostgresMajorMin)
        {
            yield return $"{service.Image} is not PostgreSQL {PostgresMajorMin} or newer.";
        }

        // initdb sets the rights of the folder that it fills, so that one must be its own: a volume's mount point is the image's.
        if (!service.Environment.TryGetValue(PostgresDataVariable, out string? data)
            || !service.Mounts.Any(mount => mount.IsVolume && data.StartsWith(mount.Target + "/", StringComparison.Ordinal)))
        {
            yield return $"{PostgresDataVariable} names no folder below a volume.";
        }

        foreach ((string name, string value) in service.Environment)
        {
            if (!PostgresVariables.Contains(name))
            {
                yield return $"The image of PostgreSQL has no variable {name}.";
            }

            if (value.StartsWith('/') && containers.Find(file, service, value) is null)
            {
                yield return $"{name}: nothing is mounted at {value}.";
            }
        }
    }

    private static IEnumerable<string> Unused(string what, IEnumerable<string> named, IEnumerable<string> used) =>
        named.Except(used).Select(name => $"Nothing uses the {what} {name}.");

    private static IEnumerable<string> Twice(string what, IEnumerable<string> used) =>
        used.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"The {what} {group.Key} is used twice.");
}
