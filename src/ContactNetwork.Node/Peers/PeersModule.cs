using ContactNetwork.Domain.Peers;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Inbound;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContactNetwork.Node.Peers;

/// <summary>The other nations' nodes: trust, what is owed to them, what came from them.</summary>
internal static class PeersModule
{
    /// <summary>Adds the room. The host adds an <see cref="IPeersDesk"/>.</summary>
    public static IServiceCollection AddPeers(this IServiceCollection services)
    {
        services.AddOptions<TrustOptions>().BindConfiguration("Trust").ValidateOnStart();
        services.AddSingleton<IValidateOptions<TrustOptions>, TrustOptionsValidator>();
        services.AddOptions<PeersOptions>().BindConfiguration("Peers").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PeersOptions>, PeersOptionsValidator>();
        AddRefusals(services);
        AddTrust(services);
        AddInbound(services);
        AddOutbound(services);
        AddGreetings(services);
        services.AddSingleton<Notices>();
        services.AddSingleton<NoticePages>();
        services.AddSingleton<NoticeRelay>().AddHostedService(provider => provider.GetRequiredService<NoticeRelay>());
        services.AddSingleton<PeerMonitor>().AddHostedService(provider => provider.GetRequiredService<PeerMonitor>());
        services.AddSingleton<IPeerBook>(provider => provider.GetRequiredService<PeerMonitor>());
        services.AddSingleton<IClockWitness>(provider => provider.GetRequiredService<PeerMonitor>());
        services.AddSingleton<PeerViews>();
        AddSuspensions(services);
        return services;
    }

    /// <summary>Maps the service for other nodes on the peers' port, and the one for people on theirs.</summary>
    public static void MapPeers(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<ExchangeEndpoint>().OnPort(Port.Peers).WithMetadata(new AllowAnonymousAttribute());
        app.MapGrpcService<PeerEndpoint>().OnPort(Port.People);
    }

    private static void AddSuspensions(IServiceCollection services)
    {
        services.AddStream(PeerStreams.Peers, new PeerAggregation());
        services.AddView<PeerRecord, SuspensionView>();
        services.AddReaction<PeerRecord, PeerEvent, PeerDesk>();
        services.AddSingleton<ITimedRoom, PeerTimes>();
        services.AddSingleton<PeerActs>();
        services.AddSingleton<NoticePublications>();
        services.AddView<PeerRecord, RestoreView>();
        services.AddSingleton<RecoveryServer>();
        services.AddSingleton<Rebuilder>();
        services.AddSingleton<RecoveredPages>();
        services.AddSingleton<ChainEpochs>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<LossActs>();
        services.AddSingleton<RestoreBook>().AddHostedService(provider => provider.GetRequiredService<RestoreBook>());
        services.AddHostedService<RestoreKeeper>();
    }

    private static void AddRefusals(IServiceCollection services)
    {
        services.AddSingleton<RefusalBook>();
        services.AddHostedService<RefusalKeeper>();
        services.AddSingleton<IRetention, RefusalRetention>();
        services.AddSingleton<ListRefusals>();
    }

    /// <summary>The trust is complete before the ports open, because hosted services start in this order.</summary>
    private static void AddTrust(IServiceCollection services)
    {
        services.AddSingleton(provider => new FileCredentials(
            provider.GetRequiredService<IOptions<TrustOptions>>().Value.Folder,
            provider.GetRequiredService<ILogger<FileCredentials>>()));
        services.AddSingleton<CertificateKeeper>();
        services.AddSingleton<INodeCredentials>(provider => provider.GetRequiredService<FileCredentials>());
        services.AddSingleton<TrustHighWater>();
        services.AddSingleton(provider => new TrustStore(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<NodeIdentity>(),
            TrustFolder.LoadAnchor(provider.GetRequiredService<IOptions<TrustOptions>>().Value.Folder),
            provider.GetRequiredService<TrustHighWater>(),
            provider.GetRequiredService<Alarms>(),
            provider.GetRequiredService<RefusalBook>(),
            provider.GetRequiredService<ILogger<TrustStore>>()));
        services.AddSingleton<OwnKeySets>();
        services.AddSingleton<IPublishedDocuments>(provider => provider.GetRequiredService<OwnKeySets>());
        services.AddSingleton<IPeerTrust>(provider => provider.GetRequiredService<TrustStore>());
        services.AddSingleton(provider => new HandshakeJournal(
            provider.GetRequiredService<ILogger<HandshakeJournal>>(), provider.GetRequiredService<TimeProvider>())
        {
            Observer = provider.GetRequiredService<RefusalBook>().Note,
        });
        services.AddSingleton<PeerConnections>();
        services.AddSingleton<PeerListener>();
        services.AddSingleton<PeerChannels>();
        services.AddSingleton<IReadinessProbe, SignatureProbe>();
        services.AddSingleton<ITrustFacts, TrustFacts>();
        services.AddHostedService<TrustKeeper>();
    }

    private static void AddInbound(IServiceCollection services)
    {
        services.AddSingleton<InboundRooms>();
        services.AddSingleton<DeliveryHandler>();
        services.AddSingleton(IngressLimits.Default);
        services.AddSingleton<IngressBudget>();
        services.AddSingleton<ExchangeEndpoint>();
        services.AddSingleton<UnprocessedRetry>().AddHostedService(provider => provider.GetRequiredService<UnprocessedRetry>());
        services.AddGrpc().AddServiceOptions<ExchangeEndpoint>(grpc =>
        {
            grpc.MaxReceiveMessageSize = ChannelLimits.MessageBytesMax;
            grpc.MaxSendMessageSize = ChannelLimits.MessageBytesMax;
        });
    }

    private static void AddOutbound(IServiceCollection services)
    {
        services.AddSingleton<OutboundRooms>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<IRetention, OutboxRetention>();
        services.AddSingleton<HighWater>();
        services.AddSingleton<Composer>();
        services.AddSingleton<DeliveryCall>();
        services.AddSingleton<ReceiptJudge>();
        services.AddSingleton<ReceiptRecorder>();
        services.AddSingleton<UntoldReceipts>();
        services.AddSingleton<CourierTools>();
        services.AddClerk<Courier>();
    }

    private static void AddGreetings(IServiceCollection services)
    {
        services.AddSingleton<PeerContacts>();
        services.AddSingleton<Pictures>();
        services.AddSingleton<Conversation>();
        services.AddSingleton<LateReceipts>();
        services.AddSingleton<Greeter>();
        services.AddSingleton<Talk>();
        services.AddSingleton<PeerHeartbeats>();
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<PeerHeartbeats>());
        services.AddHostedService<HelloLoop>();
    }
}
