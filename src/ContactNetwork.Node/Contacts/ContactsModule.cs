using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Contacts.HumanContacts;
using ContactNetwork.Node.Contacts.VoiceTestDuties;
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
        AddContactTests(services);
        AddHumanContacts(services);
        return services;
    }

    /// <summary>Maps the people's API of this room.</summary>
    public static void MapContacts(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<ContactEndpoint>().OnPort(Port.People);
        app.MapGrpcService<ContactTestEndpoint>().OnPort(Port.People);
    }

    private static void AddContactTests(IServiceCollection services)
    {
        services.AddOptions<ContactTestOptions>().BindConfiguration("ContactTests");
        services.AddStream(ContactTestStreams.Own, new ContactTestAggregation());
        services.AddStream(ContactTestStreams.Received, new ReceivedContactTestAggregation());
        services.AddSingleton<ContactTestView>();
        services.AddSingleton<IView<ContactTest>>(provider => provider.GetRequiredService<ContactTestView>());
        services.AddSingleton<IView<ReceivedContactTest>>(provider => provider.GetRequiredService<ContactTestView>());
        services.AddReaction<ContactTest, ContactTestEvent, ContactTestReactions>();
        services.AddReaction<ReceivedContactTest, ReceivedContactTestEvent, ContactTestReactions>();
        services.AddSingleton<IInboundRoom, ContactTestInbound>();
        services.AddSingleton<IOutboundRoom, ContactTestOutbound>();
        services.AddSingleton<ITimedRoom, ContactTestTimes>();
        services.AddSingleton<IRestoringRoom, ContactTestRestore>();
        services.AddSingleton<TestedPeers>();
        services.AddSingleton<StartContactTestHandler>();
        services.AddSingleton<StartVoiceTestHandler>();
        services.AddSingleton<AnswerVoiceTestHandler>();
        services.AddSingleton<RecordVoiceTestHandler>();
        services.AddSingleton<GetVoiceTestQuery>();
        services.AddSingleton<VoiceTestHindrances>();
        services.AddSingleton<VoiceTestDutyRows>();
        services.AddSingleton<ListContactTestsQuery>();
        services.AddSingleton<ContactTestPlanner>();
        services.AddHostedService(provider => provider.GetRequiredService<ContactTestPlanner>());
        services.AddSingleton<VoiceTestDutyKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<VoiceTestDutyKeeper>());
    }

    private static void AddHumanContacts(IServiceCollection services)
    {
        services.AddStream(HumanContactSendings.Streams, new HumanContactSendingAggregation());
        services.AddSingleton<HumanContactSendings>();
        services.AddSingleton<HumanContactWords>();
        services.AddSingleton<IOutboundRoom>(provider => provider.GetRequiredService<HumanContactSendings>());
        services.AddSingleton<IInboundRoom, HumanContactInbound>();
    }
}
