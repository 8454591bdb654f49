using System.Globalization;

namespace ContactNetwork.Benchmarks;

/// <summary>Processor time of other processes, by the kernel's account.</summary>
internal static class CpuClock
{
    /// <summary>The kernel counts in hundredths of a second, on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    private const int UserField = 11;
    private const int SystemField = 12;
    private const int EndedUserField = 13;
    private const int EndedSystemField = 14;
    private const int ParentField = 1;

    /// <summary>Seconds that a process has used.</summary>
    public static double SecondsOf(int process) => Fields(process) is { } fields ? Seconds(fields) : 0;

    /// <summary>Seconds that a process and its children, ended ones too, have used, e.g. a database server.</summary>
    public static double SecondsOfFamily(int process) => SecondsOf(process) + SecondsOfEnded(process) + Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Fields(id) : null)
        .Where(fields => fields is not null && int.Parse(fields[ParentField], CultureInfo.InvariantCulture) == process)
        .Sum(fields => Seconds(fields!));

    private static double SecondsOfEnded(int process) =>
        Fields(process) is { } fields ? (Number(fields[EndedUserField]) + Number(fields[EndedSystemField])) / TicksPerSecond : 0;

    private static double Seconds(string[] fields) => (Number(fields[UserField]) + Number(fields[SystemField])) / TicksPerSecond;

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);

    /// <summary>The fields after the name, which may hold blanks itself; null when the process has ended.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
