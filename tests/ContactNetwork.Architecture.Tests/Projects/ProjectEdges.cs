using System.Xml.Linq;

namespace ContactNetwork.Architecture.Tests.Projects;

/// <summary>Reads from the project files what each project refers to by itself.</summary>
internal static class ProjectEdges
{
    /// <summary>One line a reference: <c>project -> project</c>, or <c>project -> package:name</c>.</summary>
    public static IEnumerable<string> Under(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
        from element in XDocument.Load(file).Descendants()
        let target = Target(element)
        where target is not null
        select $"{Path.GetFileNameWithoutExtension(file)} -> {target}";

    private static string? Target(XElement element) => element.Name.LocalName switch
    {
        // Only the order of the build: the program is run, not linked.
        "ProjectReference" when element.Attribute("ReferenceOutputAssembly")?.Value == "false" => null,
        "ProjectReference" => Path.GetFileNameWithoutExtension(Include(element)),
        "PackageReference" => "package:" + Include(element),
        "Reference" => "file:" + Include(element),
        _ => null,
    };

    private static string Include(XElement element) => element.Attribute("Include")?.Value ?? "";
}
