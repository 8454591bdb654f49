using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace ContactNetwork.Architecture.Tests.Rooms;

/// <summary>Reads from compiled code which room uses which, down to the bodies of methods.</summary>
internal static class RoomEdges
{
    public static readonly string[] Rooms = ["Contacts", "Preservations", "OnCall", "Exercises", "Peers", "Audit"];

    /// <summary>
    /// The edges between rooms, with an example of each. A room is the first folder below one of the <paramref name="roots"/>:
    /// <c>ContactNetwork.Node.OnCall.Pages</c> and <c>ContactNetwork.Domain.OnCall</c> are the same room.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<Assembly> assemblies, params string[] roots)
    {
        ArchUnitNET.Domain.Architecture code = new ArchLoader().LoadAssemblies([.. assemblies]).Build();
        Dictionary<string, string> edges = [];
        foreach (IType type in code.Types)
        {
            foreach (ITypeDependency dependency in type.Dependencies)
            {
                if (RoomOf(type, roots) is string from && RoomOf(dependency.Target, roots) is string to && from != to)
                {
                    edges.TryAdd($"{from} -> {to}", $"{type.FullName} uses {dependency.Target.FullName}");
                }
            }
        }

        return edges;
    }

    private static string? RoomOf(IType type, string[] roots)
    {
        string place = type.Namespace?.FullName ?? "";
        return roots
            .Where(root => place.StartsWith(root + ".", StringComparison.Ordinal))
            .Select(root => place[(root.Length + 1)..].Split('.')[0])
            .FirstOrDefault(Rooms.Contains);
    }
}
