using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Architecture.Tests.Logs;

/// <summary>The numbers and names of all that the programs log.</summary>
internal static class EventIds
{
    private const BindingFlags AllMethods =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The assemblies of all programs, which lie beside the tests.</summary>
    public static IEnumerable<Type> OfPrograms() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "ContactNetwork.*.dll")
            .Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .SelectMany(file => Assembly.Load(AssemblyName.GetAssemblyName(file)).GetTypes());

    /// <summary>All that is logged, "type.method" with its number and name.</summary>
    public static IReadOnlyList<(string Where, int Id, string? Name)> Of(IEnumerable<Type> types) =>
    [
        .. from type in types
           from method in type.GetMethods(AllMethods)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select ($"{type.Name}.{method.Name}", message.EventId, message.EventName),
    ];

    /// <summary>What has no number or name of its own.</summary>
    public static IEnumerable<string> Faults(IEnumerable<Type> types)
    {
        var all = Of(types);
        foreach (var (where, id, name) in all.Where(one => one.Id <= 0 || string.IsNullOrEmpty(one.Name)))
            yield return $"{where}: the event has number {id} and name '{name}'.";
        foreach (var same in all.GroupBy(one => one.Id).Where(group => group.Key > 0 && group.Count() > 1))
            yield return $"{same.Key}: {string.Join(", ", same.Select(one => one.Where).Order(StringComparer.Ordinal))}";
    }
}
