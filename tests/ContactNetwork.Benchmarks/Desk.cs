using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.Client;
using ContactNetwork.Client.Tokens;
using ContactNetwork.Lab;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;

namespace ContactNetwork.Benchmarks;

/// <summary>A person at a node, with a bare channel: what is measured is the node, not the patience of our client.</summary>
internal sealed class Desk : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly LabClient login;
    private readonly Metadata headers;

    private Desk(LabClient login, GrpcChannel channel, string token)
    {
        this.login = login;
        this.channel = channel;
        headers = new Metadata { { "authorization", $"Bearer {token}" } };
        Preservations = new PreservationService.PreservationServiceClient(channel);
        OnCall = new OnCallService.OnCallServiceClient(channel);
        Peers = new PeerService.PeerServiceClient(channel);
        Contacts = new ContactService.ContactServiceClient(channel);
        Echo = new EchoService.EchoServiceClient(channel);
    }

    public PreservationService.PreservationServiceClient Preservations { get; }

    public OnCallService.OnCallServiceClient OnCall { get; }

    public PeerService.PeerServiceClient Peers { get; }

    public ContactService.ContactServiceClient Contacts { get; }

    public EchoService.EchoServiceClient Echo { get; }

    /// <summary>The headers of a call by this person.</summary>
    public Metadata Headers => headers;

    public static async Task<Desk> OpenAsync(LabCountry country, string person, CancellationToken cancellation)
    {
        await country.LoginAsync(person, cancellation);
        var login = country.Connect(person);
        var channel = GrpcChannel.ForAddress(country.PeopleAddress, new GrpcChannelOptions
        {
            HttpHandler = CustomTrust.Handler(country.PeopleCaFile),
            DisposeHttpClient = true,
        });
        return new Desk(login, channel, await ((ITokenSource)login.Tokens).GetAsync(fresh: true, cancellation));
    }

    /// <summary>Files one request; returns its reference number.</summary>
    public async Task<string> FileAsync(string country, Urgency urgency)
    {
        var answer = await Preservations.FilePreservationAsync(
            new FilePreservationRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                RequestedCountry = country,
                Urgency = urgency,
                Content = Content,
            },
            headers);
        return answer.Row.Reference;
    }

    public void Dispose()
    {
        channel.Dispose();
        login.Dispose();
    }

    private static PreservationContent Content { get; } = new()
    {
        Authority = new Authority { Organization = "Cyber Unit of Avalonia", CaseNumber = "AV-2026-17" },
        Offence = new Offence { Title = "Computer sabotage", NationalArticles = "Penal Code 303b", ConventionArticle = 5 },
        FactsSummary = "Servers of a hospital were encrypted; the control server was reached at the address below.",
        OffenceRelationship = "The address sent the commands that started the encryption.",
        Custodian = new Custodian { Name = "Nordhost", Location = "Belmaria" },
        Necessity = "Connection records are deleted after seven days.",
        MutualAssistance = new MutualAssistanceIntention { IsIntended = true, Authority = "Ministry of Justice" },
        Items =
        {
            new DataItem
            {
                Identifier = new Identifier { Kind = IdentifierKind.Ipv4, Value = "192.0.2.17", SeenTime = "2026-05-04T03:12:07+02:00" },
                DataKinds = { DataKind.Subscriber, DataKind.Traffic },
                PeriodStartTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)),
                PeriodEndTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero)),
            },
        },
    };
}
