using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Peers.Inbound;

/// <summary>
/// Takes in a delivery: 1. checks each dispatch as far as that needs no store; 2. takes in the sound ones in one
/// transaction; 3. when that fails, one by one; 4. one that fails twice is only stored, and the desk is called.
/// The answer may cover a prefix of the batch.
/// </summary>
internal sealed class DeliveryHandler(
    Shell shell,
    InboundRooms rooms,
    Notices notices,
    INodeCredentials credentials,
    RestoreBook restores,
    Rebuilder rebuilder,
    RefusalBook refusals,
    TimeProvider time,
    ILogger<DeliveryHandler> log)
{
    /// <summary>When to send again what was signed with a key that is not known yet.</summary>
    public static readonly TimeSpan KeyUnknownRetry = TimeSpan.FromSeconds(5);

    private static readonly IntakeMode[] Modes =
        [IntakeMode.Full, IntakeMode.Full, IntakeMode.StoreAndCall, IntakeMode.StoreOnly];

    /// <summary>Takes in a batch of one lane; the caller has checked its size.</summary>
    /// <exception cref="RefusalException">The store is away: nothing more than was answered before is stored.</exception>
    public async Task<ImmutableArray<DispatchResult>> TakeAsync(
        TrustedMember sender, TrustSnapshot trust, IReadOnlyList<Dispatch> dispatches, CancellationToken cancellation)
    {
        var arrivals = new List<Arrival>();
        DispatchResult? unsound = null;
        foreach (var dispatch in dispatches)
        {
            if (Check(dispatch, sender, trust) is { } arrival)
                arrivals.Add(arrival);
            else
            {
                unsound = AnswerUnsound(dispatch, sender, trust);
                break;
            }
        }

        if (arrivals.Count == 0)
            return [unsound!];
        var lane = arrivals[0].Dispatch.Skeleton.Lane.FromWire();
        var call = new IntakeCall(sender, trust, lane, credentials.Current.SigningKey);
        var taken = await TakeAsync(call, arrivals, cancellation);
        Tell(call, arrivals, taken);
        return taken.IsWhole && unsound is not null && taken.Results.Length == arrivals.Count
            ? taken.Results.Add(unsound)
            : taken.Results;
    }

    /// <summary>Answers the first dispatch of a batch for which the peer's budget has no room: nothing is looked at or stored.</summary>
    /// <param name="dispatch">The dispatch.</param>
    /// <param name="sender">The peer.</param>
    /// <param name="trust">Our trust.</param>
    /// <param name="retry">When to come again.</param>
    public DispatchResult AnswerOverloaded(Dispatch dispatch, TrustedMember sender, TrustSnapshot trust, TimeSpan retry) =>
        AnswerUnseen(dispatch, sender, trust, Outcome.NotNow, ReceiptReason.Overloaded, TimeSpan.FromSeconds(Math.Ceiling(retry.TotalSeconds)));

    private Arrival? Check(Dispatch dispatch, TrustedMember sender, TrustSnapshot trust) =>
        DispatchReader.Read(dispatch, sender, trust, time.GetUtcNow()) is DispatchCheck.Sound sound
            ? new Arrival(
                sound.Dispatch,
                Bodies.Read(sound.Dispatch.Body),
                Bodies.MissingFeatures(sound.Dispatch.Skeleton, Features.Own),
                TraceContext.Read(dispatch.TraceParent))
            : null;

    private DispatchResult AnswerUnsound(Dispatch dispatch, TrustedMember sender, TrustSnapshot trust)
    {
        var reason = ((DispatchCheck.Unsound)DispatchReader.Read(dispatch, sender, trust, time.GetUtcNow())).Reason;
        var claims = DispatchClaims.Of(dispatch);
        refusals.Note(
            RefusedAt.Dispatch,
            RefusalBook.CodeOf(reason),
            sender.Country,
            string.Create(CultureInfo.InvariantCulture, $"lane {(int)claims.Lane}, dispatch {claims.Epoch}/{claims.Sequence}"));
        return AnswerUnseen(dispatch, sender, trust, Outcomes.OfUnsound(reason), reason, KeyUnknownRetry);
    }

    /// <summary>Answers by what the dispatch says of itself.</summary>
    private DispatchResult AnswerUnseen(
        Dispatch dispatch, TrustedMember sender, TrustSnapshot trust, Outcome outcome, ReceiptReason reason, TimeSpan retry)
    {
        var claims = DispatchClaims.Of(dispatch);
        var receipt = Receipts.Draft(trust, sender.Country, claims, outcome, reason, time.GetUtcNow());
        if (outcome == Outcome.NotNow)
            receipt.RetryDelay = Duration.FromTimeSpan(retry);
        log.DispatchNotTaken(sender.Country, claims.Lane, claims.Epoch, claims.Sequence, outcome, reason);
        // A peer may name any number as a lane: those that are none share one label.
        var lane = claims.Lane.FromWire();
        Count(sender.Country, PeerLanes.All.Contains(lane) ? lane.Code() : "UNKNOWN", outcome, reason);
        return new DispatchResult { Receipt = Receipts.Sign(receipt, credentials.Current.SigningKey) };
    }

    private async Task<IntakeResult> TakeAsync(IntakeCall call, List<Arrival> arrivals, CancellationToken cancellation)
    {
        if (arrivals.Count == 1)
            return await TakeOneAsync(call, arrivals[0], cancellation);
        try
        {
            return await RunAsync(call, arrivals, IntakeMode.Full, "", cancellation);
        }
        catch (Exception fault) when (IsLasting(fault, cancellation))
        {
            log.BatchFailed(fault, arrivals.Count, call.Sender.Country, call.Lane);
        }

        var results = ImmutableArray.CreateBuilder<DispatchResult>();
        foreach (var arrival in arrivals)
        {
            IntakeResult one;
            try
            {
                one = await TakeOneAsync(call, arrival, cancellation);
            }
            catch (RefusalException) when (results.Count > 0)
            {
                // What is committed is answered; the rest is sent again.
                return new IntakeResult(results.ToImmutable(), IsWhole: false);
            }

            results.AddRange(one.Results);
            if (!one.IsWhole)
                return new IntakeResult(results.ToImmutable(), IsWhole: false);
        }

        return new IntakeResult(results.ToImmutable(), IsWhole: true);
    }

    /// <summary>Twice with the room's code; then stored without it; then stored without anybody's.</summary>
    private async Task<IntakeResult> TakeOneAsync(IntakeCall call, Arrival arrival, CancellationToken cancellation)
    {
        Exception? failure = null;
        foreach (var mode in Modes)
        {
            try
            {
                var error = failure is null ? "" : $"FAULT_{failure.GetType().Name}";
                var result = await RunAsync(call, [arrival], mode, error, cancellation);
                if (failure is not null && mode != IntakeMode.Full)
                    log.DispatchUnprocessed(
                        failure, call.Sender.Country, call.Lane, arrival.Dispatch.Place.Epoch, arrival.Dispatch.Place.Sequence);
                return result;
            }
            catch (Exception fault) when (IsLasting(fault, cancellation) && mode != IntakeMode.StoreOnly)
            {
                failure = fault;
            }
        }

        throw new System.Diagnostics.UnreachableException("The last mode returns or throws.");
    }

    private Task<IntakeResult> RunAsync(
        IntakeCall call, IReadOnlyList<Arrival> arrivals, IntakeMode mode, string error, CancellationToken cancellation) =>
        shell.RunAsync(
            (session, inner) => new Intake(session, call, rooms, notices, mode)
            {
                Error = error,
                Rebuilder = restores.HasWaiting(call.Sender.Country) ? rebuilder : null,
            }.TakeAsync(arrivals, inner),
            cancellation);

    // A store that is away is away for every mode: the sender comes again. Slowness may be this dispatch's own.
    private static bool IsLasting(Exception fault, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested
        && (fault is not RefusalException { Refusal.Kind: RefusalKind.Unavailable } away || StoreFaults.IsSlow(away.InnerException));

    private void Tell(IntakeCall call, List<Arrival> arrivals, IntakeResult taken)
    {
        foreach (var (arrival, result) in arrivals.Zip(taken.Results))
        {
            var (place, id) = (arrival.Dispatch.Place, arrival.Dispatch.MessageId);
            var receipt = Receipts.Peek(result.Receipt)!;
            Count(call.Sender.Country, call.Lane.Code(), receipt.Outcome, receipt.Reason);
            if (receipt.Outcome is Outcome.Stored or Outcome.Duplicate)
                log.DispatchReceived(call.Sender.Country, call.Lane, place.Epoch, place.Sequence, id, receipt.Outcome, receipt.Reason);
            else
                log.DispatchNotTaken(
                    call.Sender.Country, call.Lane.ToWire(), place.Epoch, place.Sequence, receipt.Outcome, receipt.Reason);
            if (receipt.Reason is ReceiptReason.Fork or ReceiptReason.ChainBroken)
                log.PeerForked(call.Sender.Country, call.Lane, place.Epoch, place.Sequence, receipt.Reason);
        }
    }

    private static void Count(string peer, string lane, Outcome outcome, ReceiptReason reason) => Meters.DispatchesReceived.Add(
        1,
        new("peer", peer),
        new("lane", lane),
        new("outcome", outcome.ToString()),
        new KeyValuePair<string, object?>("reason", reason.ToString()));
}
