namespace ContactNetwork.Architecture.Tests.Protos;

/// <summary>A temporary folder with one proto in it.</summary>
internal sealed class ProtoFolder : IDisposable
{
    public ProtoFolder(string path, string proto)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, proto);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("contact-network-protos-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
