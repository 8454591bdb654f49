using System.Globalization;
using System.Security.Cryptography;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// Where one cluster's data lives: <c>cluster/</c>, <c>password</c> and <c>server.log</c> in <see cref="Place"/>.
/// While it is open no other process can open the same data folder.
/// </summary>
internal sealed class ClusterFolder : IDisposable
{
    /// <summary>The cluster's administrator; the password is made at random for each cluster.</summary>
    public const string Administrator = "contact_network";

    private const string PlaceFile = "place.txt";
    private const string RootPlaces = "/var/lib/contact-network";
    private const int PasswordBytes = 24;
    private const int LockAttemptsMax = 50;
    private static readonly TimeSpan LockAttemptEvery = TimeSpan.FromMilliseconds(100);

    private readonly FileStream? _lock;

    private ClusterFolder(string place, bool isTemporary, FileStream? @lock)
    {
        Place = place;
        IsTemporary = isTemporary;
        _lock = @lock;
    }

    /// <summary>The folder that belongs to the server's user.</summary>
    public string Place { get; }

    /// <summary>Whether the data goes when the server ends.</summary>
    public bool IsTemporary { get; }

    public string Cluster => Path.Combine(Place, "cluster");

    public string LogFile => Path.Combine(Place, "server.log");

    /// <summary>The major version that made the data, or null when there is none yet.</summary>
    public int? Major => File.Exists(Path.Combine(Cluster, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")), CultureInfo.InvariantCulture)
        : null;

    public string Password => File.ReadAllText(Path.Combine(Place, "password")).Trim();

    public static async Task<ClusterFolder> OpenAsync(string? dataFolder, ServerUser user, CancellationToken cancellation)
    {
        if (dataFolder is null)
        {
            string temporary = await MakePlaceAsync(Path.GetTempPath(), user, cancellation);
            return new ClusterFolder(await RealPathAsync(temporary, cancellation), isTemporary: true, null);
        }

        string folder = Path.GetFullPath(dataFolder);
        Directory.CreateDirectory(folder);
        FileStream held = await LockAsync(folder, cancellation);
        string place = user.IsOther ? await PlaceOutsideAsync(folder, user, cancellation) : folder;
        return new ClusterFolder(await RealPathAsync(place, cancellation), isTemporary: false, held);
    }

    /// <summary>Makes the cluster, unless it is there.</summary>
    public async Task InitializeAsync(PostgresBinaries binaries, bool durable, ServerUser user, CancellationToken cancellation)
    {
        if (Major is not null)
        {
            return;
        }

        string locale = OperatingSystem.IsLinux() ? "C.UTF-8" : "C";
        string[] sync = durable ? [] : ["--no-sync"];
        ShellRun run = await ShellRun.RunAsync(
            user.Run([
                "sh", "-c", Scripts.Initialize, "initialize", binaries.Initdb, $"--username={Administrator}",
                "--auth=scram-sha-256", "--encoding=UTF8", $"--locale={locale}", "--data-checksums", .. sync]),
            Place,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PasswordBytes)) + "\n",
            cancellation);
        if (!run.Succeeded)
        {
            throw new PostgresUnavailableException($"initdb failed in {Place}: {run.Error.Trim()}");
        }
    }

    /// <summary>Removes the data; only for temporary places, after the server has ended.</summary>
    public void Remove()
    {
        if (IsTemporary && Directory.Exists(Place))
        {
            Directory.Delete(Place, recursive: true);
        }
    }

    public void Dispose() => _lock?.Dispose();

    private static async Task<string> PlaceOutsideAsync(string folder, ServerUser user, CancellationToken cancellation)
    {
        string record = Path.Combine(folder, PlaceFile);
        if (File.Exists(record) && File.ReadAllText(record).Trim() is var known && Directory.Exists(known))
        {
            return known;
        }

        Directory.CreateDirectory(RootPlaces);
        string place = await MakePlaceAsync(RootPlaces, user, cancellation);
        await File.WriteAllTextAsync(record, place + "\n", cancellation);
        return place;
    }

    private static async Task<string> MakePlaceAsync(string parent, ServerUser user, CancellationToken cancellation)
    {
        string place = Path.Combine(parent, "contact-network-pg-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
        string[] owner = user.IsOther ? ["-o", user.Name!, "-g", user.GroupId!] : [];
        ShellRun made = await ShellRun.RunAsync(["install", "-d", "-m", "700", .. owner, place], null, "", cancellation);
        return made.Succeeded
            ? place
            : throw new PostgresUnavailableException($"Could not make the folder {place}: {made.Error.Trim()}");
    }

    /// <summary>The path without symbolic links, as the system tells it of a process's current folder.</summary>
    private static async Task<string> RealPathAsync(string folder, CancellationToken cancellation)
    {
        ShellRun run = await ShellRun.RunAsync(["sh", "-c", "pwd -P"], folder, "", cancellation);
        return run.Succeeded
            ? run.Output.TrimEnd('\n')
            : throw new PostgresUnavailableException($"The folder {folder} can't be entered: {run.Error.Trim()}");
    }

    /// <summary>Waits a little, because a previous owner may be on its way out.</summary>
    private static async Task<FileStream> LockAsync(string folder, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttemptsMax)
            {
                await Task.Delay(LockAttemptEvery, cancellation);
            }
            catch (IOException held)
            {
                throw new PostgresUnavailableException($"The data in {folder} is in use by another process.", held);
            }
        }
    }
}
