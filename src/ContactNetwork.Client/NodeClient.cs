using ContactNetwork.Client.Tokens;
using ContactNetwork.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace ContactNetwork.Client;

/// <summary>
/// A person's or program's way to one node. The service clients are the generated ones; their unary calls carry a token
/// and a deadline, are tried again while the node is away, and fail with <see cref="ContactNetworkException"/>.
/// </summary>
public sealed class NodeClient : IDisposable
{
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;

    /// <summary>Makes a client; connects with the first call.</summary>
    /// <exception cref="ArgumentException">The address is not https.</exception>
    public NodeClient(NodeClientOptions options, ITokenSource tokens)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tokens);
        if (options.Address.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"The node's address must begin with https://, not {options.Address}.", nameof(options));
        _handler = CustomTrust.Handler(options.CaFile);
        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions { HttpHandler = _handler });
        CallInvoker plain = _channel.CreateCallInvoker();
        CallInvoker patient = plain.Intercept(new PatientInterceptor(options, tokens));
        Preservations = new PreservationService.PreservationServiceClient(patient);
        OnCall = new OnCallService.OnCallServiceClient(patient);
        Contacts = new ContactService.ContactServiceClient(patient);
        ContactTests = new ContactTestService.ContactTestServiceClient(patient);
        Peers = new PeerService.PeerServiceClient(patient);
        People = new PeopleService.PeopleServiceClient(patient);
        Node = new NodeService.NodeServiceClient(patient);
        Watch = new Watcher(plain, options, tokens);
        Copies = new DirectoryCopyFetch(plain, tokens);
    }

    /// <summary>Preservation requests.</summary>
    public PreservationService.PreservationServiceClient Preservations { get; }

    /// <summary>The desk's alerts.</summary>
    public OnCallService.OnCallServiceClient OnCall { get; }

    /// <summary>The directory.</summary>
    public ContactService.ContactServiceClient Contacts { get; }

    /// <summary>Tests of contacts.</summary>
    public ContactTestService.ContactTestServiceClient ContactTests { get; }

    /// <summary>The other countries' nodes.</summary>
    public PeerService.PeerServiceClient Peers { get; }

    /// <summary>People and their roles.</summary>
    public PeopleService.PeopleServiceClient People { get; }

    /// <summary>This node.</summary>
    public NodeService.NodeServiceClient Node { get; }

    /// <summary>Streams that survive reconnects. The generated clients' own streams carry no token.</summary>
    public Watcher Watch { get; }

    /// <summary>Copies of the directory for keeping offline.</summary>
    public DirectoryCopyFetch Copies { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _handler.Dispose();
    }
}
