using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.People;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Xunit;
using Samples = ContactNetwork.Node.Tests.Kit.Samples;

namespace ContactNetwork.Node.Tests.People;

/// <summary>
/// Every call that changes something, found by the descriptors, is done once for each request id: the same again gets the
/// first answer, another content under it is refused, and it counts for one person and one call only.
/// </summary>
public sealed class RequestIdTests(RequestIdTests.OneNode one) : IClassFixture<RequestIdTests.OneNode>
{
    private const string Field = "request_id";
    private static readonly string[] ReadingVerbs = ["Get", "List", "LookUp", "Watch"];
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>Calls that change something and take no request id, each with its reason. There is none.</summary>
    private static readonly Dictionary<string, string> WithoutRequestId = [];

    /// <summary>Calls that can't be done right at one node alone, each with its reason: here only their ids are tried.</summary>
    private static readonly Dictionary<string, string> NotDoneHere = new(StringComparer.Ordinal)
    {
        ["/contactnetwork.v1.ContactTestService/StartVoiceTest"] = "Needs another country's number to dial.",
        ["/contactnetwork.v1.ContactTestService/AnswerVoiceTest"] = "Needs a voice test that another country's node began.",
        ["/contactnetwork.v1.ContactTestService/RecordVoiceTest"] = "Needs a voice test that another country's node has taken.",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IEnumerable<string> MutatingCalls =>
        RpcRolesTests.Methods.Where(method => TakesRequestId(method.Value)).Select(method => method.Key).Order(StringComparer.Ordinal);

    /// <summary>All of them that one node alone can do.</summary>
    public static TheoryData<string> Done => [.. MutatingCalls.Except(NotDoneHere.Keys)];

    public static TheoryData<string> Mutating =>
        [.. MutatingCalls];

    [Fact]
    public void Exactly_the_calls_that_change_something_take_a_request_id()
    {
        foreach (var (name, method) in RpcRolesTests.Methods)
        {
            var isReading = ReadingVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
            Assert.True(
                TakesRequestId(method) == !isReading || WithoutRequestId.ContainsKey(name),
                $"{name} must take {Field} as the first field of its request, or stand in the list of those without it, with the reason.");
            Assert.True(isReading || RpcRoles.Table[name].IsHumanAct, $"{name} changes something and is no human act.");
        }
    }

    [Fact]
    public async Task Every_call_that_changes_something_is_tried_here_or_has_a_reason_why_not()
    {
        var acts = await one.GetAsync();
        Assert.Equal(MutatingCalls, acts.Prepare.Keys.Concat(NotDoneHere.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Done))]
    public async Task The_same_request_again_gets_the_first_answer_and_another_content_is_refused(string method)
    {
        var acts = await one.GetAsync();
        var act = await acts.Prepare[method]();
        var id = Guid.NewGuid().ToString("D");
        SetId(act.Request, id);
        var before = await acts.CountAsync(act.Effect);

        var first = await CallAsync(acts, method, act.Role, act.Request);
        var after = await acts.CountAsync(act.Effect);
        Assert.Equal(before + 1, after);

        // Later, and by several at the same time.
        Assert.Equal(first, await CallAsync(acts, method, act.Role, act.Request));
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CallAsync(acts, method, act.Role, act.Request))),
            again => Assert.Equal(first, again));
        Assert.Equal(1, await acts.CountAsync($"select count(*) from node.request where request_id = '{id}' and method like '%{method.Split('/')[^1]}'"));
        Assert.Equal(after, await acts.CountAsync(act.Effect));
        if (act.Other is null)
            return;

        SetId(act.Other, id);
        var refused = await PeopleNode.RefusalAsync(() => CallAsync(acts, method, act.Role, act.Other));
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (refused.Code, refused.Info.Reason));
        Assert.Equal(after, await acts.CountAsync(act.Effect));
    }

    [Theory]
    [MemberData(nameof(Mutating))]
    public async Task A_request_without_a_right_id_is_refused_by_its_field_and_changes_nothing(string method)
    {
        var acts = await one.GetAsync();
        var act = acts.Prepare.TryGetValue(method, out var prepare) ? await prepare() : Empty(method);
        var before = await acts.CountAsync(act.Effect);
        foreach (var id in new[] { "", "7", Guid.Empty.ToString("D") })
        {
            SetId(act.Request, id);
            var refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync(acts, method, act.Role, act.Request));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Equal([Field], refused.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
        }

        Assert.Equal(before, await acts.CountAsync(act.Effect));
    }

    [Fact]
    public async Task An_accepted_loss_sent_once_more_accepts_no_later_one()
    {
        const string Method = "/contactnetwork.v1.PeerService/AcceptLoss";
        const string Stopped = "select count(*) from node.outgoing_lane where peer = 'XF' and stop_reason = 'FORK'";
        var acts = await one.GetAsync();
        var act = await acts.Prepare[Method]();
        SetId(act.Request, Guid.NewGuid().ToString("D"));
        var first = await CallAsync(acts, Method, act.Role, act.Request);
        var epoch = await acts.CountAsync("select epoch from node.outgoing_lane where peer = 'XF' and lane = 1");

        // The chain forks again, and the former answer was lost on its way.
        await acts.Prepare[Method]();
        Assert.Equal(first, await CallAsync(acts, Method, act.Role, act.Request));

        Assert.Equal(1, await acts.CountAsync(Stopped));
        // Were the file ahead of the store, the node would take its own store for an old one.
        Assert.Equal((ulong)epoch, acts.Node.Get<HighWater>().Read("XF", Domain.Lane.Urgent)!.Value.Epoch);
    }

    [Fact]
    public async Task One_request_id_counts_for_each_person_and_each_call_apart()
    {
        var acts = await one.GetAsync();
        var node = acts.Node;
        var request = Samples.Request("XA", Urgency.Emergency);

        var officers = await node.Preservations.FilePreservationAsync(request, node.As(Role.CaseOfficer), cancellationToken: Cancellation);
        var dutys = await node.Preservations.FilePreservationAsync(request, node.As(Role.DutyOfficer), cancellationToken: Cancellation);
        Assert.NotEqual(officers.Row.Name, dutys.Row.Name);

        var withdrawn = await node.Preservations.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = request.RequestId, Name = officers.Row.Name, Reason = "The account is closed." },
            node.As(Role.CaseOfficer),
            cancellationToken: Cancellation);
        Assert.Equal(PreservationStage.Withdrawn, withdrawn.Row.Stage);

        // Each of the three is remembered for itself.
        Assert.Equal(officers, await node.Preservations.FilePreservationAsync(request, node.As(Role.CaseOfficer), cancellationToken: Cancellation));
        Assert.Equal(dutys, await node.Preservations.FilePreservationAsync(request, node.As(Role.DutyOfficer), cancellationToken: Cancellation));
        Assert.Equal(3, await acts.CountAsync($"select count(*) from node.request where request_id = '{request.RequestId}'"));
    }

    private static bool TakesRequestId(MethodDescriptor method) =>
        method.InputType.FindFieldByNumber(1) is { Name: Field, FieldType: FieldType.String };

    /// <summary>A call with nothing in it, by whoever may make it.</summary>
    private static MutatingAct Empty(string method) => new(
        RpcRoles.Table[method].Roles[0],
        RpcRolesTests.Methods[method].InputType.Parser.ParseFrom(ByteString.Empty),
        Other: null,
        $"select count(*) from node.request where method like '%{method.Split('/')[^1]}'");

    private static void SetId(IMessage request, string id) => request.Descriptor.FindFieldByName(Field).Accessor.SetValue(request, id);

    private static async Task<byte[]> CallAsync(MutatingActs acts, string method, Role role, IMessage request)
    {
        var parts = method.Split('/');
        using var call = acts.Node.Channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], Raw, Raw),
            null,
            new CallOptions(acts.Node.As(role), cancellationToken: Cancellation),
            request.ToByteArray());
        return await call.ResponseAsync;
    }

    /// <summary>One node for all acts, started by the first.</summary>
    public sealed class OneNode : IAsyncDisposable
    {
        private readonly SemaphoreSlim gate = new(1, 1);
        private MutatingActs? acts;

        internal async Task<MutatingActs> GetAsync()
        {
            await gate.WaitAsync(Cancellation);
            try
            {
                return acts ??= await MutatingActs.StartAsync();
            }
            finally
            {
                gate.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (acts is not null)
                await acts.DisposeAsync();
            gate.Dispose();
        }
    }
}
