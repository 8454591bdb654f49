namespace ContactNetwork.Architecture.Tests.Compose;

/// <summary>
/// Stands in for the engine: finds the file of this machine behind a path of a container. What
/// <c>eng/compose-init.sh</c> makes is made anew in a temporary folder.
/// </summary>
internal sealed class Containers : IDisposable
{
    private const string MadeFolder = "./.local/compose/";
    private const string SecretsFolder = "/run/secrets/";

    private readonly string _root = Directory.CreateTempSubdirectory("contact-network-compose-").FullName;

    public Containers() => Lab.Compose.ComposeFolder.Make(Made, TimeProvider.System.GetUtcNow());

    private string Made => Path.Combine(_root, "made");

    /// <summary>The path on this machine, or null where nothing is mounted.</summary>
    public string? Find(ComposeFile file, ComposeService service, string path)
    {
        if (path.StartsWith(SecretsFolder, StringComparison.Ordinal))
        {
            string secret = path[SecretsFolder.Length..];
            return service.Secrets.Contains(secret) && file.SecretFiles.TryGetValue(secret, out string? source) ? OnMachine(source) : null;
        }

        ComposeMount? mount = service.Mounts
            .Where(mount => path == mount.Target || path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount.Target.Length);
        return mount is null ? null : Path.Join(mount.IsVolume ? Volume(mount.Source) : OnMachine(mount.Source), path[mount.Target.Length..]);
    }

    /// <summary>The path on this machine of a file that the compose file names.</summary>
    public string OnMachine(string source) => source.StartsWith(MadeFolder, StringComparison.Ordinal)
        ? Path.Combine(Made, source[MadeFolder.Length..])
        : Path.Combine(Baseline.Root, source);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Volume(string name) => Directory.CreateDirectory(Path.Combine(_root, "volumes", name)).FullName;
}
