using System.Collections.Concurrent;
using ContactNetwork.Domain;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Grpc.Core;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>What other nodes call. Every call is judged by the trust of the moment before anything else.</summary>
internal sealed class ExchangeEndpoint(
    IPeerTrust trust,
    TrustStore trusts,
    DeliveryHandler deliveries,
    Greeter greeter,
    PeerContacts contacts,
    RestoreBook restores,
    RecoveryServer recoveries,
    IngressBudget budget,
    IngressLimits limits,
    RefusalBook refusals,
    IHostApplicationLifetime lifetime,
    ILogger<ExchangeEndpoint> log) : ExchangeService.ExchangeServiceBase
{
    private readonly ConcurrentDictionary<(string Peer, Federation.V1.Lane Lane), SemaphoreSlim> turns = new();

    public override async Task<HelloResponse> Hello(HelloRequest request, ServerCallContext context)
    {
        var admitted = Admit(context);
        return await greeter.AnswerAsync(admitted.Member, admitted.Trust, request, context.CancellationToken);
    }

    public override async Task<DeliverResponse> Deliver(DeliverRequest request, ServerCallContext context)
    {
        var admitted = Admit(context);
        var peer = admitted.Member.Country;
        var lane = LaneOf(request);
        if (!restores.IsOpen(peer))
            throw Refuse(peer, RefusalKind.Unavailable, RefusalReasons.Restoring, "This node first finds out what its restored store has missed.");
        contacts.CameIn(peer);
        if (await budget.AdmitAsync(peer, lane, request.Dispatches.Count, context.CancellationToken) is { } retry)
        {
            var overloaded = deliveries.AnswerOverloaded(request.Dispatches[0], admitted.Member, admitted.Trust, retry);
            return new DeliverResponse { Results = { overloaded } };
        }

        var turn = turns.GetOrAdd((peer, lane), _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(limits.TurnAwaited, context.CancellationToken))
            throw Refuse(peer, RefusalKind.Unavailable, RefusalReasons.CallUnderWay, "An earlier delivery of this lane is still being stored.");
        try
        {
            // Storing does not stop because the caller went away: it ends with the process only.
            var results = await deliveries.TakeAsync(
                admitted.Member, admitted.Trust, request.Dispatches, lifetime.ApplicationStopping);
            return new DeliverResponse { Results = { results } };
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Nothing of it is stored; the sender comes again.
            throw new RpcException(new Status(StatusCode.Unavailable, "The node is stopping."));
        }
        finally
        {
            turn.Release();
        }
    }

    public override async Task<RecoverResponse> Recover(RecoverRequest request, ServerCallContext context)
    {
        var peer = Admit(context).Member.Country;
        // Whoever calls may hold a certificate that was withdrawn since our backup: nobody gets messages before we know.
        if (trusts.IsBehind)
            throw Refuse(peer, RefusalKind.Unavailable, RefusalReasons.Restoring, "This node first finds out whom it may trust.");
        if (!Enum.IsDefined(request.Lane) || request.Lane == Federation.V1.Lane.Unspecified)
            throw Malformed("lane", "must be a lane");
        if (request.AfterEpoch > long.MaxValue || request.AfterSequence > long.MaxValue)
            throw Malformed("after_sequence", "is over a limit");
        var turn = turns.GetOrAdd((peer, RecoverTurn), _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(limits.TurnAwaited, context.CancellationToken))
            throw Refuse(peer, RefusalKind.Unavailable, RefusalReasons.CallUnderWay, "An earlier page is still being read.");
        try
        {
            return await recoveries.AnswerAsync(peer, request, context.CancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>One page at a time for each peer.</summary>
    private const Federation.V1.Lane RecoverTurn = Federation.V1.Lane.Unspecified;

    private PeerAdmission.Admitted Admit(ServerCallContext context)
    {
        var country = context.GetHttpContext().Features.Get<IPeerIdentityFeature>()?.Country
            ?? throw Refuse(RefusalKind.NotAuthenticated, RefusalReasons.NotAuthenticated, "The connection proves no country.");
        switch (PeerAdmission.Judge(trust.Current, country))
        {
            case PeerAdmission.Admitted admitted when country != admitted.Trust.OwnCountry:
                return admitted;
            case PeerAdmission.Suspended:
                throw Refuse(country, RefusalKind.Unavailable, RefusalReasons.MemberSuspended, "Your country is suspended by the roster.");
            case PeerAdmission.SuspendedHere:
                throw Refuse(country, RefusalKind.Unavailable, RefusalReasons.PeerSuspended, "This country has suspended yours; call its desk.");
            case PeerAdmission.Unconfirmed:
                throw Refuse(country, RefusalKind.Unavailable, RefusalReasons.StoreUnavailable, "This node can't confirm its trust now.");
            default:
                throw Refuse(country, RefusalKind.NotAllowed, RefusalReasons.MemberWithdrawn, "Your country is no other member of this network.");
        }
    }

    private static Federation.V1.Lane LaneOf(DeliverRequest request)
    {
        if (request.Dispatches.Count is 0 or > DispatchLimits.BatchCountMax)
            throw Malformed("dispatches", $"must be 1 to {DispatchLimits.BatchCountMax}");
        if (request.Dispatches.Sum(dispatch => dispatch.CalculateSize()) > DispatchLimits.BatchBytesMax)
            throw Malformed("dispatches", $"must have at most {DispatchLimits.BatchBytesMax} bytes together");
        var lanes = request.Dispatches.Select(dispatch => DispatchClaims.Of(dispatch).Lane).Distinct().ToList();
        if (lanes.Count != 1)
            throw Malformed("dispatches", "must be of one lane");
        // A number that is no lane is answered as malformed, all of them in one line: a peer may name any.
        return Enum.IsDefined(lanes[0]) ? lanes[0] : Federation.V1.Lane.Unspecified;
    }

    private RefusalException Refuse(string country, RefusalKind kind, string reason, string message)
    {
        log.PeerCallRefused(country, reason);
        Meters.PeersRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        refusals.Note(RefusedAt.Call, reason, country, message);
        return Refuse(kind, reason, message);
    }

    private static RefusalException Refuse(RefusalKind kind, string reason, string message) =>
        new(Refusal.Of(kind, reason, message));

    private static RefusalException Malformed(string field, string description) =>
        new(Refusal.Malformed([new FieldViolation(field, description)]));
}
