using ContactNetwork.Node.People;
using ContactNetwork.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

public sealed class RpcRolesTests(SharedNode shared)
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>Every call that people may make: all services of the package, found by their descriptors.</summary>
    public static IReadOnlyDictionary<string, MethodDescriptor> Methods { get; } = typeof(PeopleService).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor", typeof(ServiceDescriptor))?.GetValue(null)).OfType<ServiceDescriptor>()
        .Where(service => service.File.Package == "contactnetwork.v1")
        .SelectMany(service => service.Methods)
        .ToDictionary(method => $"/{method.Service.FullName}/{method.Name}");

    public static TheoryData<string> MethodNames => [.. Methods.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void The_table_covers_exactly_the_calls_there_are() =>
        Assert.Equal(Methods.Keys.Order(StringComparer.Ordinal), RpcRoles.Table.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(MethodNames))]
    public async Task A_call_is_answered_to_the_roles_of_its_row_and_refused_to_all_others(string method)
    {
        var node = await shared.GetAsync();
        var rule = RpcRoles.Table[method];
        foreach (var role in RoleWords.Roles())
        {
            var refusal = await CallAsync(node, method, node.As(role));
            var isAllowed = rule.IsWithoutRole || (rule.Roles.Contains(role) && !(role == Role.Machine && rule.IsHumanAct));
            var expected = isAllowed ? null : role == Role.Machine && rule.IsHumanAct ? "HUMAN_ACT" : "ROLE_MISSING";
            Assert.True(expected == refusal, $"{method} by {role}: expected {expected ?? "an answer"}, got {refusal ?? "an answer"}.");
        }
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public async Task A_stranger_with_a_good_token_may_only_ask_who_they_are_and_nobody_calls_without_one(string method)
    {
        var node = await shared.GetAsync();

        Assert.Equal(RpcRoles.Table[method].IsWithoutRole ? null : "ROLE_MISSING", await CallAsync(node, method, PeopleNode.Headers(node.Issuer.Token("a-stranger"))));
        Assert.Equal("NOT_AUTHENTICATED", await CallAsync(node, method, []));
    }

    [Fact]
    public async Task A_call_that_does_not_exist_is_answered_to_nobody()
    {
        var node = await shared.GetAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => UnaryAsync(node, "/contactnetwork.v1.PeopleService/BecomeKing", node.As(Role.DirectoryManager)));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Theory]
    [InlineData(Role.Auditor, "ListPeople", true)]
    [InlineData(Role.CaseOfficer, "ListPeople", false)]
    [InlineData(Role.Machine, "FilePreservation", false)]
    [InlineData(Role.Machine, "GetNodeStatus", true)]
    [InlineData(Role.Auditor, "RevokeRole", false)]
    [InlineData(Role.Operator, "GetPreservation", false)]
    [InlineData(Role.Trainer, "AcknowledgeAlert", false)]
    [InlineData(Role.DutyOfficer, "AcknowledgeAlert", true)]
    public void The_table_says_what_the_contract_says(Role role, string method, bool isAllowed)
    {
        var rule = RpcRoles.Table.Single(row => row.Key.EndsWith("/" + method, StringComparison.Ordinal)).Value;
        Assert.Equal(isAllowed, rule.Roles.Contains(role));
    }

    /// <summary>The reason of the gate's refusal; null where the call came to its service.</summary>
    private static async Task<string?> CallAsync(PeopleNode node, string method, Metadata headers)
    {
        try
        {
            if (Methods[method].IsServerStreaming)
            {
                using var stream = node.Channel.CreateCallInvoker().AsyncServerStreamingCall(Named(method, MethodType.ServerStreaming), null, new CallOptions(headers), []);
                await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
            }
            else
            {
                await UnaryAsync(node, method, headers);
            }

            return null;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated)
        {
            return PeopleNode.InfoOf(refused).Reason;
        }
        catch (RpcException answered) when (answered.StatusCode is StatusCode.Unimplemented or StatusCode.InvalidArgument or StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task UnaryAsync(PeopleNode node, string method, Metadata headers)
    {
        using var call = node.Channel.CreateCallInvoker().AsyncUnaryCall(Named(method, MethodType.Unary), null, new CallOptions(headers), []);
        await call.ResponseAsync;
    }

    private static Method<byte[], byte[]> Named(string method, MethodType type)
    {
        var parts = method.Split('/');
        return new Method<byte[], byte[]>(type, parts[1], parts[2], Raw, Raw);
    }
}
