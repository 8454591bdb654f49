using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Preservations.Board;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Store.Feeds;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Preservations;

/// <summary>The life of a preservation request, on both sides.</summary>
internal static class PreservationsModule
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddPreservations(this IServiceCollection services)
    {
        services.AddOptions<PolicyOptions>().BindConfiguration("Policy").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PolicyOptions>, PolicyOptionsValidator>();
        services.AddSingleton<Policy>();
        services.AddSingleton<IPolicyVersion>(provider => provider.GetRequiredService<Policy>());

        services.AddStream(PreservationStreams.Requesting, new RequestingAggregation());
        services.AddStream(PreservationStreams.Requested, new RequestedAggregation());
        services.AddView<RequestingPreservation, BoardView>();
        services.AddView<RequestedPreservation, BoardView>();
        services.AddReaction<RequestingPreservation, RequestingPreservationEvent, PreservationDesk>();
        services.AddReaction<RequestingPreservation, RequestingPreservationEvent, PreservationContacts>();
        services.AddReaction<RequestedPreservation, RequestedPreservationEvent, PreservationDesk>();

        services.AddSingleton<IInboundRoom, PreservationInbound>();
        services.AddSingleton<IOutboundRoom, PreservationOutbound>();
        services.AddSingleton<IRestoringRoom, PreservationRestore>();
        services.AddSingleton<ITimedRoom, PreservationDeadlines>();
        services.AddSingleton<ISubjectRoom, PreservationDesk>();

        services.AddSingleton<BoardRows>();
        services.AddSingleton<ReferenceNumbers>();
        services.AddSingleton<PeerLacks>();
        services.AddSingleton<PreservationFinder>();
        services.AddSingleton<FilePreservationHandler>();
        services.AddSingleton<AcknowledgePreservationHandler>();
        services.AddSingleton<WithdrawPreservationHandler>();
        services.AddSingleton<GetPreservationQuery>();
        services.AddSingleton<ListPreservationsQuery>();
        services.AddFeed<BoardFeed>(BoardFeed.Table);
        return services;
    }

    /// <summary>Maps the people's API of this room.</summary>
    public static void MapPreservations(this IEndpointRouteBuilder app) =>
        app.MapGrpcService<PreservationEndpoint>().OnPort(Port.People);
}
