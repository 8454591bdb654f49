using ContactNetwork.Domain;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Peers.Outbound;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What peers say in words that this node stores, logs and shows in clear.</summary>
public sealed class WordsOfPeersTests : IDisposable
{
    private readonly TestLab lab = new();
    private readonly RawPeer xa;
    private readonly PeerChannels channels;

    public WordsOfPeersTests()
    {
        xa = new RawPeer(lab);
        channels = new PeerChannels(
            xa, xa, new HandshakeJournal(NullLogger<HandshakeJournal>.Instance, TimeProvider.System), TimeProvider.System);
    }

    public void Dispose()
    {
        channels.Dispose();
        xa.Dispose();
        lab.Dispose();
    }

    [Theory]
    [InlineData("MEMBER_WITHDRAWN", "MEMBER_WITHDRAWN")]
    [InlineData("TRUST\u001b[2J", "PermissionDenied")]
    [InlineData("NUL\0", "PermissionDenied")]
    [InlineData("please call +999 1", "PermissionDenied")]
    [InlineData("", "PermissionDenied")]
    public void A_reason_that_is_no_code_is_left_out(string reason, string error)
    {
        var status = new Google.Rpc.Status { Code = (int)Code.PermissionDenied };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = reason }));
        Assert.Equal((error, CallFailure.Refused), Read(status.ToRpcException()));
        status.Details[0] = Any.Pack(new ErrorInfo { Reason = new string('A', 64) });
        Assert.Equal(("PermissionDenied", CallFailure.Refused), Read(status.ToRpcException()));
    }

    [Fact]
    public void Details_that_can_not_be_read_are_left_out()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [0xFF, 0xFF, 0xFF] } };
        var fault = new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "x"), trailers);
        Assert.Equal(("UNREACHABLE", CallFailure.Unreachable), Read(fault));
    }

    [Theory]
    [InlineData("1.0\0", "preservations")]
    [InlineData("1.0", "pre\u001b[31m")]
    public async Task A_picture_with_unprintable_words_is_refused(string version, string feature)
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        var refused = await RawPeer.RefusalAsync(() => xa.HelloAsync(request =>
        {
            request.Picture.SoftwareVersion = version;
            request.Picture.Features.Add(feature);
        }));
        Assert.Equal((StatusCode.InvalidArgument, RefusalReasons.MalformedRequest), refused);
    }

    [Fact]
    public async Task A_lane_that_is_none_is_answered_as_malformed_whatever_its_number()
    {
        await using var xb = await PeersNode.StartAsync(lab, "XB");
        foreach (var lane in (int[])[0, 4, -1, int.MaxValue])
        {
            var written = xa.Write((Federation.V1.Lane)lane, default(Federation.Dispatches.ChainPosition).Next());
            var receipt = await xa.DeliverOneAsync(written);
            Assert.Equal(Federation.V1.ReceiptReason.Malformed, receipt.Reason);
        }
    }

    private (string Error, CallFailure Kind) Read(RpcException fault)
    {
        var failed = DeliveryCall.Read(fault, channels.Open("XB", "test")!);
        return (failed.Error, failed.Kind);
    }
}
