using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ContactNetwork.Architecture.Tests.Protos;

public sealed class ProtoChangeTests
{
    private const string Agreed = """
        syntax = "proto3";
        package offender.v1;
        message Thing {
          string name = 1;
          int32 size = 2;
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// What breaks others is looked for before the agreed image may be written anew, so accepting a baseline can't accept a break.
    /// </summary>
    [Fact]
    public async Task The_protocols_are_the_agreed_ones_and_a_change_to_them_breaks_nobody()
    {
        using ProtoImage image = await ProtoImage.CompileAsync(ProtoImage.Sources, comments: false, Cancellation);

        Tool breaks = await Buf.FindBreaksAsync(image, Baseline.PathOf("protos.binpb"), Cancellation);
        Assert.True(breaks.ExitCode == 0, breaks.Output);

        Assert.Multiple(
            () => Baseline.Verify("protos.txt", ProtoFacts.Of(image.Read())),
            () => Baseline.VerifyBytes("protos.binpb", InOrder(image.Read()).ToByteArray()));
    }

    [Theory]
    [InlineData("  int32 size = 2;\n", "", "Previously present field \"2\" with name \"size\"")]
    [InlineData("int32 size = 2", "int64 size = 2", "changed type from \"int32\" to \"int64\"")]
    [InlineData("int32 size = 2", "int32 width = 2", "changed name from \"size\" to \"width\"")]
    [InlineData("message Thing", "message Object", "Previously present message \"Thing\" was deleted")]
    public async Task A_change_that_breaks_others_is_reported(string before, string after, string reported)
    {
        Assert.Contains(before, Agreed, StringComparison.Ordinal);

        Assert.Contains(reported, await FindBreaksAsync(Agreed.Replace(before, after, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_addition_breaks_nobody() => Assert.Equal(
        "", await FindBreaksAsync(Agreed.Replace("int32 size = 2;", "int32 size = 2;\n  bool soft = 3;", StringComparison.Ordinal)));

    private static async Task<string> FindBreaksAsync(string proto)
    {
        using ProtoFolder agreedFolder = new("offender/v1/things.proto", Agreed);
        using ProtoImage agreed = await ProtoImage.CompileAsync(agreedFolder.Root, comments: false, Cancellation);
        using ProtoFolder folder = new("offender/v1/things.proto", proto);
        using ProtoImage image = await ProtoImage.CompileAsync(folder.Root, comments: false, Cancellation);
        return (await Buf.FindBreaksAsync(image, agreed.FileName, Cancellation)).Output;
    }

    /// <summary>protoc's order depends on the order of its arguments, which says nothing.</summary>
    private static FileDescriptorSet InOrder(FileDescriptorSet image) =>
        new() { File = { image.File.OrderBy(file => file.Name, StringComparer.Ordinal) } };
}
