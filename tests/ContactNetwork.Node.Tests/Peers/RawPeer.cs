using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;


namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A country without a node: calls another's peers' port with right keys, or with wrong ones, and writes what it likes.</summary>
internal sealed class RawPeer : IPeerTrust, INodeCredentials, IDisposable
{
    private readonly PeerChannels channels;
    private readonly TestLab lab;
    private int cases;

    public RawPeer(TestLab lab, string country = "XA", string receiver = "XB")
    {
        (this.lab, Country, Receiver) = (lab, country, receiver);
        Current = lab.CredentialsOf(country);
        Trust = lab.SnapshotFor(country);
        channels = new PeerChannels(
            this, this, new HandshakeJournal(NullLogger<HandshakeJournal>.Instance, TimeProvider.System), TimeProvider.System);
    }

    public string Country { get; }

    public string Receiver { get; }

    public NodeCredentials Current { get; set; }

    public TrustSnapshot Trust { get; set; }

    /// <summary>How far this country's chains have come.</summary>
    public Dictionary<Lane, ChainPosition> Chains { get; } = [];

    TrustSnapshot IPeerTrust.Current => Trust;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A request for preservation, each of a case of its own.</summary>
    public static DispatchBody Request(Urgency urgency = Urgency.Urgent) => new()
    {
        PreservationSubmitted = new PreservationSubmitted
        {
            Urgency = urgency,
            FileTime = Timestamp.FromDateTimeOffset(TestLab.Now),
            PolicyVersion = "1",
            Content = new PreservationContent
            {
                Authority = new Authority { Organization = "Unit" },
                Offence = new Offence { Title = "Offence" },
                FactsSummary = "Facts",
                OffenceRelationship = "Relationship",
                Necessity = "Necessity",
                Custodian = new Custodian { IsUnknown = true },
                MutualAssistance = new MutualAssistanceIntention { IsIntended = true },
                Items =
                {
                    new DataItem
                    {
                        Identifier = new Identifier { Kind = IdentifierKind.UserName, Value = "user", Service = "service.example" },
                        DataKinds = { DataKind.Subscriber },
                    },
                },
            },
        },
    };

    /// <summary>Writes the next dispatch of a lane and moves the chain.</summary>
    public Written Next(Lane lane = Lane.Urgent, Func<DispatchDraft, DispatchDraft>? change = null)
    {
        var written = Write(lane, Chains.GetValueOrDefault(lane).Next(), change);
        Chains[lane] = ChainPosition.After(written.Draft.Place, written.Dispatch.Digest);
        return written;
    }

    /// <summary>Writes a dispatch at any place.</summary>
    public Written Write(Lane lane, ChainPlace place, Func<DispatchDraft, DispatchDraft>? change = null)
    {
        var draft = new DispatchDraft(
            Guid.NewGuid(),
            Purpose.Real,
            new ChainAddress(TestLab.NetworkId, Realm.Operational, Country, Receiver, lane),
            place,
            TestLab.Now,
            Domain.Preservations.ReferenceNumber.Create(Country, 2026, ++cases).ToString(),
            1,
            [],
            DispatchContent.Of(Request().ToByteString()));
        draft = change?.Invoke(draft) ?? draft;
        return new Written(draft, DispatchWriter.Write(draft, Current.SigningKey));
    }

    /// <summary>Delivers; answers the receipts after checking that the receiver signed them.</summary>
    public async Task<ImmutableArray<Receipt>> DeliverAsync(params Dispatch[] dispatches) =>
        [.. (await CallAsync(dispatches)).Results.Select(result => Read(result.Receipt))];

    public async Task<Receipt> DeliverOneAsync(Dispatch dispatch) => Assert.Single(await DeliverAsync(dispatch));

    public Task<Receipt> DeliverOneAsync(Written written) => DeliverOneAsync(written.Dispatch.ToMessage());

    public async Task<DeliverResponse> CallAsync(params Dispatch[] dispatches) => await Client().DeliverAsync(
        new DeliverRequest { Dispatches = { dispatches } }, deadline: Deadline(), cancellationToken: Cancellation);

    public async Task<HelloResponse> HelloAsync(Action<HelloRequest>? change = null)
    {
        var request = new HelloRequest
        {
            Picture = new NodePicture
            {
                NetworkId = TestLab.NetworkId,
                Realm = Realm.Operational,
                Country = Country,
                ClockTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()),
                Roster = Trust.RosterVersion(),
            },
        };
        change?.Invoke(request);
        return await Client().HelloAsync(request, deadline: Deadline(), cancellationToken: Cancellation);
    }

    public async Task<RecoverResponse> RecoverAsync() => await Client().RecoverAsync(
        new RecoverRequest { Lane = Lane.Urgent }, deadline: Deadline(), cancellationToken: Cancellation);

    /// <summary>Checks the receiver's signature and reads.</summary>
    public Receipt Read(Envelope envelope)
    {
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(
            envelope, PayloadType.Receipt, [lab.Network.Countries[Receiver].Node.SigningKey.Public]));
        return Receipt.Parser.ParseFrom(envelope.Payload);
    }

    /// <summary>The reason of a refused call.</summary>
    public static async Task<(StatusCode Code, string? Reason)> RefusalAsync(Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(call);
        return (refused.StatusCode, refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
    }

    /// <summary>A channel to the receiver's peers' port, with this country's certificate, for calls that don't belong there.</summary>
    public GrpcChannel Connect() => GrpcChannel.ForAddress(
        $"https://127.0.0.1:{lab.Port(Receiver)}",
        new GrpcChannelOptions
        {
            DisposeHttpClient = true,
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    ClientCertificates = [Current.Certificate],
                    LocalCertificateSelectionCallback = (_, _, _, _, _) => Current.Certificate,
                    RemoteCertificateValidationCallback = (_, found, _, _) =>
                        found is X509Certificate2 theirs && theirs.Thumbprint == lab.Network.Countries[Receiver].Node.Certificate.Thumbprint,
                },
            },
        });

    public void Dispose() => channels.Dispose();

    private ExchangeService.ExchangeServiceClient Client() => channels.Open(Receiver, "test")!.Exchange;

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30);
}

/// <summary>A dispatch and what it was made of.</summary>
internal sealed record Written(DispatchDraft Draft, WrittenDispatch Dispatch);
