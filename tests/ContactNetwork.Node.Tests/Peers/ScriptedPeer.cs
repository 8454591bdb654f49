using System.Collections.Concurrent;
using System.Net;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A country whose node answers deliveries as a test says, over the real peers' port with the right certificate.</summary>
internal sealed class ScriptedPeer : ExchangeService.ExchangeServiceBase, IAsyncDisposable
{
    private readonly RawPeer keys;
    private readonly WebApplication app;

    private ScriptedPeer(TestLab lab, string country, string caller)
    {
        keys = new RawPeer(lab, country, caller);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = ChannelLimits.MessageBytesMax);
        builder.Services.AddSingleton(this);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var listener = new PeerListener(
            keys,
            keys,
            new PeerConnections(keys, keys, TimeProvider.System, NullLogger<PeerConnections>.Instance),
            new HandshakeJournal(NullLogger<HandshakeJournal>.Instance, TimeProvider.System),
            TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, lab.Port(country), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(listener.TlsOptions());
        }));
        app = builder.Build();
        app.MapGrpcService<ScriptedPeer>();
    }

    /// <summary>Every delivery that came, in order.</summary>
    public ConcurrentQueue<DeliverRequest> Deliveries { get; } = new();

    /// <summary>Decides on a delivery; takes everything unless a test says otherwise.</summary>
    public Func<DeliverRequest, DeliverResponse>? Answer { get; set; }

    /// <summary>Decides on what is given back after a restore; nothing is unless a test says otherwise.</summary>
    public Func<RecoverRequest, CancellationToken, Task<RecoverResponse>>? GiveBack { get; set; }

    /// <summary>Starts it, with its country's right certificate unless a test shows another.</summary>
    public static async Task<ScriptedPeer> StartAsync(
        TestLab lab, string country = "XB", string caller = "XA", NodeCredentials? shown = null)
    {
        var peer = new ScriptedPeer(lab, country, caller);
        peer.keys.Current = shown ?? peer.keys.Current;
        await peer.app.StartAsync(TestContext.Current.CancellationToken);
        return peer;
    }

    /// <summary>Changes the answer to Hello.</summary>
    public Action<HelloRequest, HelloResponse>? Greet { get; set; }

    public override Task<HelloResponse> Hello(HelloRequest request, ServerCallContext context)
    {
        var response = new HelloResponse
        {
            Picture = new NodePicture
            {
                NetworkId = TestLab.NetworkId,
                Realm = Realm.Operational,
                Country = keys.Country,
                ClockTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
                Roster = keys.Trust.RosterVersion(),
                Incoming = { request.Picture.Outgoing },
            },
        };
        Greet?.Invoke(request, response);
        return Task.FromResult(response);
    }

    public override Task<DeliverResponse> Deliver(DeliverRequest request, ServerCallContext context)
    {
        Deliveries.Enqueue(request);
        return Task.FromResult(Answer?.Invoke(request) ?? TakeAll(request));
    }

    public override Task<RecoverResponse> Recover(RecoverRequest request, ServerCallContext context) =>
        GiveBack?.Invoke(request, context.CancellationToken) ?? Task.FromResult(new RecoverResponse());

    /// <summary>Receipts that say that all is stored.</summary>
    public DeliverResponse TakeAll(DeliverRequest request) => new()
    {
        Results = { request.Dispatches.Select(dispatch => Receipt(dispatch, Outcome.Stored, ReceiptReason.Unspecified)) },
    };

    /// <summary>A signed receipt.</summary>
    public DispatchResult Receipt(Dispatch dispatch, Outcome outcome, ReceiptReason reason, TimeSpan? retry = null)
    {
        var receipt = Receipts.Draft(
            keys.Trust, keys.Receiver, DispatchClaims.Of(dispatch), outcome, reason, TimeProvider.System.GetUtcNow());
        receipt.RetryDelay = retry is { } delay ? Duration.FromTimeSpan(delay) : null;
        return new DispatchResult { Receipt = Receipts.Sign(receipt, keys.Current.SigningKey) };
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        keys.Dispose();
    }
}
