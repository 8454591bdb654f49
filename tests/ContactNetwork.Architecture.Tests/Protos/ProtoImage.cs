using System.Reflection;
using System.Runtime.InteropServices;
using Google.Protobuf.Reflection;
using CpuArchitecture = System.Runtime.InteropServices.Architecture;

namespace ContactNetwork.Architecture.Tests.Protos;

/// <summary>The protocols as protoc sees them, with everything they import, in a temporary file.</summary>
internal sealed class ProtoImage : IDisposable
{
    private ProtoImage(string file) => FileName = file;

    public static string Sources { get; } = Path.Combine(Baseline.Root, "protos");

    public string FileName { get; }

    /// <summary>Compiles every proto in a folder; comments are part of the image where <paramref name="comments"/> says so.</summary>
    public static async Task<ProtoImage> CompileAsync(string folder, bool comments, CancellationToken cancellation)
    {
        ProtoImage image = new(Path.Combine(Path.GetTempPath(), $"contact-network-protos-{Guid.NewGuid():N}.binpb"));
        string tools = Folder("GrpcTools");
        string[] commentOption = comments ? ["--include_source_info"] : [];
        Tool run = await Tool.RunAsync(
            Path.Combine(tools, "tools", Platform(), "protoc"),
            [
                "--proto_path=" + folder,
                "--proto_path=" + Path.Combine(Folder("CommonProtos"), "content", "protos"),
                "--proto_path=" + Path.Combine(tools, "build", "native", "include"),
                "--include_imports",
                .. commentOption,
                "--descriptor_set_out=" + image.FileName,
                .. Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
            ],
            cancellation);
        Assert.True(run.ExitCode == 0, run.Output);
        return image;
    }

    public FileDescriptorSet Read() => FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(FileName));

    public void Dispose() => File.Delete(FileName);

    private static string Folder(string name) => typeof(ProtoImage).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == name)
        .Value!;

    private static string Platform() => OperatingSystem.IsMacOS()
        ? "macosx_universal"
        : "linux_" + RuntimeInformation.OSArchitecture switch
        {
            CpuArchitecture.Arm64 => "arm64",
            CpuArchitecture.X86 => "x86",
            _ => "x64",
        };
}
