using System.Diagnostics;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Lab.Processes;

/// <summary>Finds the built programs of this clone and prepares their start.</summary>
internal static class Programs
{
    public const string Node = "ContactNetwork.Node";
    public const string Identity = "ContactNetwork.Identity";
    public const string Cli = "cn";
    private const string CliProject = "ContactNetwork.Cli";
    private const string VariablePrefix = "CONTACT_NETWORK_";

    /// <summary>A start of one of the programs, with this process's environment less the settings of nodes.</summary>
    public static ProcessStartInfo Start(string program, params IEnumerable<string> arguments) =>
        StartFile(Path.Combine(FolderOf(program), $"{program}.dll"), arguments);

    /// <summary>A start of another built program, likewise.</summary>
    public static ProcessStartInfo StartFile(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo { FileName = Host, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add(file);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return start;
    }

    /// <summary>The folder with the program, of the same configuration as the running one.</summary>
    /// <exception cref="LabException">It is not built.</exception>
    public static string FolderOf(string program)
    {
        string project = program == Cli ? CliProject : program;
        string root = Clone.Root ?? throw new LabException("The lab runs from a clone of the repository only.");
        DirectoryInfo own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string framework = own.Name;
        string configuration = own.Parent?.Name ?? "Debug";
        string folder = Path.Combine(root, "src", project, "bin", configuration, framework);
        if (File.Exists(Path.Combine(folder, $"{program}.dll"))) return folder;
        throw new LabException($"{program} is not built: there is no {folder}/{program}.dll. Run: dotnet build -c {configuration}");
    }

    private static string Host { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named && File.Exists(named) ? named : "dotnet";

    private static bool IsSetting(string name) =>
        name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) || name is "ASPNETCORE_URLS" or "ASPNETCORE_ENVIRONMENT";
}
