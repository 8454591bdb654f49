using ContactNetwork.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

/// <summary>Bad messages on the people's port: a clear answer, a line in the log, and nothing changed.</summary>
public sealed class BadInputTests(SharedNode shared)
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_cannot_be_read_is_refused()
    {
        var (code, info) = await SendAsync([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), (code, info.Reason));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        var (code, info) = await SendAsync(new ProposeRoleGrantRequest { DisplayName = new string('x', 2 * 1024 * 1024) }.ToByteArray());
        Assert.Equal((StatusCode.ResourceExhausted, "LIMIT_EXCEEDED"), (code, info.Reason));
    }

    [Fact]
    public async Task An_unknown_enum_value_is_refused_by_its_field()
    {
        var node = await shared.GetAsync();
        var request = new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString(), Name = "nodes/xa/people/x", Role = (Role)4711 };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await node.People.RevokeRoleAsync(request, node.As(Role.ShiftLead), cancellationToken: Cancellation));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("role", refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Single().Field);
    }

    [Fact]
    public async Task An_unknown_field_is_ignored()
    {
        var node = await shared.GetAsync();
        var method = new Method<byte[], byte[]>(MethodType.Unary, "contactnetwork.v1.PeopleService", "GetMe", Raw, Raw);
        using var call = node.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(node.As(Role.Trainer)), [0xFA, 0x3F, 0x01, 0x58]);
        Assert.Equal("Person Trainer", GetMeResponse.Parser.ParseFrom(await call.ResponseAsync).Person.DisplayName);
    }

    private async Task<(StatusCode Code, ErrorInfo Info)> SendAsync(byte[] message)
    {
        var node = await shared.GetAsync();
        var before = await node.CountAsync("role_change");
        var method = new Method<byte[], byte[]>(MethodType.Unary, "contactnetwork.v1.PeopleService", "ProposeRoleGrant", Raw, Raw);
        var refusal = await PeopleNode.RefusalAsync(async () =>
        {
            using var call = node.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(node.As(Role.DirectoryManager)), message);
            await call.ResponseAsync;
        });
        Assert.Equal(before, await node.CountAsync("role_change"));
        Assert.Contains(node.Logs.Logs, log => log.Event.Name == "MessageRefused" && log.Message.Contains(refusal.Info.Reason, StringComparison.Ordinal));
        return refusal;
    }
}
