using System.Xml.Linq;

namespace ContactNetwork.Architecture.Tests.Projects;

/// <summary>Reads from the project files what each project refers to by itself.</summary>
internal static class ProjectEdges
{
    /// <summary>
    /// One line a reference: <c>project -> project</c>, <c>project -> package:name</c>, or <c>project -> builds project</c>
    /// where the other is only built before and run as a process.
    /// </summary>
    public static IEnumerable<string> Under(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
        from element in XDocument.Load(file).Descendants()
        let target = Target(element)
        where target is not null
        select $"{Path.GetFileNameWithoutExtension(file)} -> {target}";

    private static string? Target(XElement element) => element.Name.LocalName switch
    {
        "ProjectReference" => (IsBuiltOnly(element) ? "builds " : "") + Path.GetFileNameWithoutExtension(Include(element)),
        "PackageReference" => "package:" + Include(element),
        "Reference" => "file:" + Include(element),
        _ => null,
    };

    private static bool IsBuiltOnly(XElement element) =>
        element.Attribute("ReferenceOutputAssembly")?.Value == "false" || element.Element("ReferenceOutputAssembly")?.Value == "false";

    private static string Include(XElement element) => element.Attribute("Include")?.Value ?? "";
}
