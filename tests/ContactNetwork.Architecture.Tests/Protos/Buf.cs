namespace ContactNetwork.Architecture.Tests.Protos;

/// <summary>Asks buf for its judgement; it is installed on first use.</summary>
internal static class Buf
{
    private static readonly string Program = Path.Combine(Baseline.Root, "eng", "buf.sh");
    private static readonly string[] Config = ["--config", Path.Combine(Baseline.Root, "eng", "buf.yaml")];

    public static Task<Tool> LintAsync(ProtoImage image, CancellationToken cancellation) =>
        Tool.RunAsync(Program, ["lint", image.FileName, .. Config], cancellation);

    public static Task<Tool> FindBreaksAsync(ProtoImage image, string agreed, CancellationToken cancellation) =>
        Tool.RunAsync(Program, ["breaking", image.FileName, "--against", agreed, .. Config], cancellation);
}
