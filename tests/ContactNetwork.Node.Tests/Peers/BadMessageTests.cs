using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.V1;
using ContactNetwork.Testing;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// Messages that gRPC itself can't take, sent over a real connection with the right certificate: each call answers with a
/// documented reason, the log tells, nothing changes, and the next right message is taken.
/// </summary>
public sealed class BadMessageTests : IAsyncLifetime
{
    private const string Service = "contactnetwork.federation.v1.ExchangeService";
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    // A field of seven bytes, cut off; the end of a group that nobody began; a length without end.
    private static readonly byte[][] Unreadable = [[0x0A, 0x07, 0x01], [0x0C], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]];

    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private PeersNode xb = null!;

    public BadMessageTests() => xa = new RawPeer(lab);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Methods =>
        [.. ExchangeService.Descriptor.Methods.Select(method => method.Name)];

    public async ValueTask InitializeAsync() => xb = await PeersNode.StartAsync(lab, "XB");

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_message_that_cannot_be_read_is_refused_on_every_call(string method)
    {
        foreach (var message in Unreadable)
            Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), await SendAsync(method, message));
        await AssertNothingChangedAsync(method, "MALFORMED_REQUEST", Unreadable.Length);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_message_over_the_limit_is_refused_on_every_call(string method)
    {
        // Right in itself, by a field that nobody knows: what is wrong with it is its size alone.
        foreach (var bytes in new[] { ChannelLimits.MessageBytesMax + 1, 3 * ChannelLimits.MessageBytesMax })
            Assert.Equal((StatusCode.ResourceExhausted, "LIMIT_EXCEEDED"), await SendAsync(method, Padded(bytes)));
        await AssertNothingChangedAsync(method, "LIMIT_EXCEEDED", 2);
    }

    private async Task<(StatusCode Code, string? Reason)> SendAsync(string method, byte[] message)
    {
        // A connection of its own: the node may close it on one who sends more than it reads.
        using var channel = xa.Connect();
        return await RawPeer.RefusalAsync(async () =>
        {
            using var call = channel.CreateCallInvoker().AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, Service, method, Raw, Raw),
                null,
                new CallOptions(
                    deadline: TimeProvider.System.GetUtcNow().UtcDateTime.Add(Deadlines.OverSockets), cancellationToken: Cancellation),
                message);
            await call.ResponseAsync;
        });
    }

    private async Task AssertNothingChangedAsync(string method, string reason, int times)
    {
        Assert.Equal(times, xb.Logs.Logs.Count(log =>
            log.Event.Name == "MessageRefused" && log.Message == $"/{Service}/{method} refused unread: {reason}."));
        foreach (var table in new[] { "inbox", "incoming_lane", "board", "conflicting_dispatch", "peer where contact_time is not null" })
            Assert.Equal(0, await xb.CountAsync(table));
        Assert.Empty(xb.Desk.Orders);
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(xa.Next())).Outcome);
    }

    private static byte[] Padded(int bytes)
    {
        const int UnknownField = 1021, TagBytes = 2;
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(UnknownField, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(new byte[bytes - TagBytes - CodedOutputStream.ComputeLengthSize(bytes)]));
        }

        Assert.Equal(bytes, stream.Length);
        return stream.ToArray();
    }
}
