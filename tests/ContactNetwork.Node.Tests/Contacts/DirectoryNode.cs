using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>What tests do with the directory of a node.</summary>
internal static class DirectoryNode
{
    private static readonly Caller Manager =
        new(Guid.Parse("0198c0de-0000-7000-8000-0000000000dd"), "Manager", [Role.DirectoryManager], IsMachine: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a node that keeps the directory.</summary>
    public static Task<PeersNode> StartAsync(TestLab lab, string country) => PeersNode.StartAsync(lab, country, AddDirectory);

    /// <summary>Starts another replica, or the node again, over its store.</summary>
    public static Task<PeersNode> StartAsync(TestLab lab, string country, TestStore store, int port) =>
        PeersNode.StartAsync(lab, country, store, isOwner: false, port, AddDirectory);

    /// <summary>Starts it over a store whose clock the test moves; the peers' port keeps the real one.</summary>
    public static Task<PeersNode> StartAsync(TestLab lab, string country, TestStore store, TimeProvider clock) => PeersNode.StartAsync(
        lab,
        country,
        store,
        isOwner: false,
        LoopbackPorts.Free(),
        services =>
        {
            AddDirectory(services);
            services.AddSingleton<IStoreClock>(new InjectedClock(clock));
        });

    /// <summary>The room; its tests begin by hand only, because a planned one would come when its instant does.</summary>
    private static void AddDirectory(IServiceCollection services)
    {
        services.AddContacts();
        services.AddSingleton<IContactsDesk, DeskForContacts>();
        services.AddSingleton(Options.Create(new ContactTestOptions { IsScheduled = false }));
    }

    /// <summary>Publishes as the directory manager, with the signatures of these directory keys.</summary>
    public static Task<PublishSheetResponse> PublishAsync(this PeersNode node, Sheet sheet, params PrivateKey[] directoryKeys)
    {
        var request = new PublishSheetRequest { RequestId = Guid.NewGuid().ToString(), Payload = sheet.ToByteString() };
        if (directoryKeys.Length > 0)
            request.Signatures.Add(TestSheets.Sign(sheet, directoryKeys).Signatures);
        return node.PublishAsync(request);
    }

    public static Task<PublishSheetResponse> PublishAsync(this PeersNode node, PublishSheetRequest request) =>
        node.Get<PublishSheetHandler>().HandleAsync(
            request, RequestKey.Of(Manager.PersonId.ToString("N"), "publish", request.RequestId, request), Manager, Cancellation);

    public static Task<ConfirmSheetResponse> ConfirmAsync(this PeersNode node, long version)
    {
        var request = new ConfirmSheetRequest { RequestId = Guid.NewGuid().ToString(), Version = version };
        return node.Get<ConfirmSheetHandler>().HandleAsync(
            request, RequestKey.Of(Manager.PersonId.ToString("N"), "confirm", request.RequestId, request), Manager, Cancellation);
    }

    public static Task<LookUpContactsResponse> LookUpAsync(this PeersNode node, Action<LookUpContactsRequest> ask)
    {
        var request = new LookUpContactsRequest();
        ask(request);
        return node.Get<LookUpContactsQuery>().AnswerAsync(request, Cancellation);
    }

    /// <summary>The version that the node's look-ups rest on; 0 for none.</summary>
    public static long VersionOf(this PeersNode node, string country) =>
        (long)(node.Get<SheetBook>().View.Countries.GetValueOrDefault(country)?.History.Version ?? 0);

    public static Task UntilVersionAsync(this PeersNode node, string country, long version) => Eventually.Async(
        () => node.VersionOf(country) == version, Deadlines.OverSockets, Cancellation, $"{node.Country} holds sheet {version} of {country}");

    public static Task<ListSheetVersionsResponse> VersionsAsync(this PeersNode node, string country) =>
        node.Get<SheetQueries>().VersionsAsync(
            new ListSheetVersionsRequest { Name = $"nodes/{node.Country.ToLowerInvariant()}/sheets/{country.ToLowerInvariant()}" }, Cancellation);
}
