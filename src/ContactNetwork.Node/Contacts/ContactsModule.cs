using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>The directory: whom to call abroad.</summary>
internal static class ContactsModule
{
    /// <summary>Adds the room; after Peers, because the directory is verified by its trust when it is read at start.</summary>
    public static IServiceCollection AddContacts(this IServiceCollection services)
    {
        services.AddStream(SheetSendings.Streams, new SheetSendingAggregation());
        services.AddSingleton<SheetBook>();
        services.AddSingleton<SheetIntake>();
        services.AddSingleton<SheetHighWater>();
        services.AddSingleton<OwnSheet>();
        services.AddSingleton<IPublishedDocuments>(provider => provider.GetRequiredService<OwnSheet>());
        services.AddSingleton<RefusedSheets>();
        services.AddSingleton<SheetSendings>();
        services.AddSingleton<IOutboundRoom>(provider => provider.GetRequiredService<SheetSendings>());
        services.AddSingleton<IInboundRoom, SheetInbound>();
        services.AddSingleton<IGreetingRoom, SheetGreeting>();
        services.AddSingleton<LookUpContactsQuery>();
        services.AddSingleton<SheetQueries>();
        services.AddSingleton<DirectoryCopies>();
        services.AddSingleton<PublishSheetHandler>();
        services.AddSingleton<ConfirmSheetHandler>();
        services.AddHostedService<SheetKeeper>();
        return services;
    }

    /// <summary>Maps the people's API of this room.</summary>
    public static void MapContacts(this IEndpointRouteBuilder app) => app.MapGrpcService<ContactEndpoint>().OnPort(Port.People);
}
