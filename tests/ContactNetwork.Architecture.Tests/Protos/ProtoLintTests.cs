namespace ContactNetwork.Architecture.Tests.Protos;

public sealed class ProtoLintTests
{
    private const string Good = """
        syntax = "proto3";
        package offender.v1;
        // Holds something.
        message Thing {
          // Holds its name.
          string name = 1;
        }
        // Lists colors.
        enum Color {
          // Is never sent.
          COLOR_UNSPECIFIED = 0;
        }
        // Serves things.
        service ThingService {
          // Gets one.
          rpc GetThing(GetThingRequest) returns (GetThingResponse);
        }
        // Asks for a thing.
        message GetThingRequest {}
        // Answers with a thing.
        message GetThingResponse {}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_protocols_are_written_as_agreed_and_every_element_is_explained()
    {
        using ProtoImage image = await ProtoImage.CompileAsync(ProtoImage.Sources, comments: true, Cancellation);

        Tool lint = await Buf.LintAsync(image, Cancellation);

        Assert.True(lint.ExitCode == 0, lint.Output);
    }

    [Fact]
    public async Task A_well_written_protocol_is_not_reported() => Assert.Equal("", await LintAsync(Good));

    [Theory]
    [InlineData("// Holds something.\n", "", "Message \"Thing\" should have a non-empty comment")]
    [InlineData("// Holds its name.\n", "", "Field \"name\" should have a non-empty comment")]
    [InlineData("// Lists colors.\n", "", "Enum \"Color\" should have a non-empty comment")]
    [InlineData("// Is never sent.\n", "", "Enum value \"COLOR_UNSPECIFIED\" should have a non-empty comment")]
    [InlineData("// Serves things.\n", "", "Service \"ThingService\" should have a non-empty comment")]
    [InlineData("// Gets one.\n", "", "RPC \"GetThing\" should have a non-empty comment")]
    [InlineData("COLOR_UNSPECIFIED", "NONE", "Enum value name \"NONE\" should be prefixed with \"COLOR_\"")]
    [InlineData("ThingService", "Things", "Service name \"Things\" should be suffixed with \"Service\"")]
    [InlineData("string name", "string fullName", "Field name \"fullName\" should be lower_snake_case")]
    public async Task A_badly_written_protocol_is_reported(string good, string bad, string reported)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);

        Assert.Contains(reported, await LintAsync(Good.Replace(good, bad, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static async Task<string> LintAsync(string proto)
    {
        using ProtoFolder folder = new("offender/v1/things.proto", proto);
        using ProtoImage image = await ProtoImage.CompileAsync(folder.Root, comments: true, Cancellation);
        return (await Buf.LintAsync(image, Cancellation)).Output;
    }
}
