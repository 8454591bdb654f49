using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Trust;
using Google.Protobuf;
using Grpc.Core;
using Npgsql;
using Times = ContactNetwork.Federation.Times;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>One Hello from us to a peer, on a connection of its own.</summary>
internal sealed class Talk(
    NpgsqlDataSource source,
    TrustStore trust,
    PeerChannels channels,
    Conversation conversation,
    LateReceipts late,
    Pictures pictures,
    PeerContacts contacts,
    IEnumerable<IGreetingRoom> rooms,
    TimeProvider time,
    ILogger<Talk> log)
{
    private const string Use = "hello";

    private readonly ConcurrentDictionary<string, ImmutableArray<ByteString>> confirmations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlySet<Digest>> noticesHeld = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> isReached = new(StringComparer.Ordinal);

    /// <summary>
    /// Holds it: 1. reads our chains, draws our picture; 2. calls; 3. takes new rosters and key sets; 4. compares the
    /// pictures; 5. records late receipts; 6. notes what the peer said and how far its clock is off; 7. lets rooms take
    /// their documents, and wants another talk at once where there are more.
    /// </summary>
    /// <returns>Whether the peer answered, or nobody asked.</returns>
    public async Task<bool> HoldAsync(string country, CancellationToken cancellation)
    {
        if (trust.Current is not { } snapshot || snapshot.FindMember(country) is null)
            return true;
        if (channels.Open(country, Use) is not { } channel)
        {
            await FailAsync(country, "NO_ENDPOINT", cancellation);
            return false;
        }

        var before = await conversation.ReadChainsAsync(country, cancellation);
        var request = await DrawAsync(country, snapshot, before, cancellation);
        var asked = time.GetUtcNow();
        var clock = Stopwatch.GetTimestamp();
        HelloResponse response;
        try
        {
            // Real time, even where a test moves the clock: the transport counts by it.
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + GreetingLimits.Timeout;
            response = await channel.Exchange.HelloAsync(request, deadline: deadline, cancellationToken: cancellation);
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            // We gave the call up ourselves: that is no fault of the peer's.
            throw new OperationCanceledException(cancellation);
        }
        catch (RpcException fault)
        {
            var failed = DeliveryCall.Read(fault, channel);
            if (failed.Kind == CallFailure.Unreachable)
                channels.Failed(channel, country, Use);
            await FailAsync(country, failed.Error, cancellation);
            return false;
        }
        catch (ObjectDisposedException)
        {
            // A change of trust closed the channel between opening and calling.
            return true;
        }

        var roundTrip = Stopwatch.GetElapsedTime(clock);
        var beat = new Heartbeat(
            country, IsOurs: true, roundTrip, Offset(response.Picture, asked, roundTrip), Times.Read(response.Picture?.CertificateExpireTime));
        await TakeAsync(beat, response, before, cancellation);
        return true;
    }

    private async Task<HelloRequest> DrawAsync(
        string country, TrustSnapshot snapshot, PeerChains chains, CancellationToken cancellation)
    {
        var request = new HelloRequest { Picture = pictures.Draw(snapshot, chains) };
        if (noticesHeld.TryGetValue(country, out var held))
            request.Notices.Add(snapshot.NoticesBesides(held, GreetingLimits.NoticesMax));
        if (confirmations.TryRemove(country, out var confirmed))
            request.ConfirmedLateReceipts.Add(confirmed);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        request.LateReceipts.Add(await late.OwedAsync(connection, country, cancellation));
        return request;
    }

    private async Task TakeAsync(Heartbeat beat, HelloResponse response, PeerChains before, CancellationToken cancellation)
    {
        var country = beat.Country;
        var known = trust.Last;
        await trust.OfferAsync(
            [.. response.Rosters.Take(GreetingLimits.RostersMax)],
            [.. response.KeySets.Take(GreetingLimits.KeySetsMax)],
            country,
            cancellation);
        await trust.OfferNoticesAsync([.. response.Notices.Take(GreetingLimits.NoticesMax)], country, cancellation);
        if (trust.Current is not { } snapshot || snapshot.FindMember(country) is not { } peer)
            return;
        if (Conversation.Check(response.Picture, peer, snapshot) is { } refusal)
        {
            await FailAsync(country, refusal.Reason, cancellation);
            return;
        }

        noticesHeld[country] = Conversation.NoticesOf(response.Picture);
        var isAll = response.Notices.Count < GreetingLimits.NoticesMax;
        await conversation.CompareAsync(response.Picture, snapshot, before, isAll, cancellation);
        // It has more than fits into one answer, and what came was taken.
        if (!ReferenceEquals(known, snapshot) && !(isAll && Conversation.KnowsAsMuch(snapshot, response.Picture)))
            contacts.WantTalk(country);
        var confirmed = await late.TakeAsync(peer, response.LateReceipts, cancellation);
        if (!confirmed.IsEmpty)
            confirmations[country] = confirmed;
        await using (var connection = await source.OpenConnectionAsync(cancellation))
            await LateReceipts.DropAsync(connection, country, response.ConfirmedLateReceipts, cancellation);
        await conversation.NoteAsync(response.Picture, beat, cancellation);
        if (beat.ClockOffset is { } off && off.Duration() > GreetingLimits.ClockWarn)
            log.PeerClockOff(country, (long)off.TotalMilliseconds);
        if (!isReached.TryGetValue(country, out var wasReached) || !wasReached)
            log.PeerReached(country);
        isReached[country] = true;
        var isMore = false;
        foreach (var room in rooms)
            isMore |= await room.TakeAsync(country, response, cancellation);
        if (isMore)
            contacts.WantTalk(country);
    }

    /// <summary>How far the peer's clock is ahead, taking its word to be from the middle of the call.</summary>
    private static TimeSpan? Offset(NodePicture? picture, DateTimeOffset asked, TimeSpan roundTrip) =>
        Times.Read(picture?.ClockTime) is { } theirs ? theirs - (asked + (roundTrip / 2)) : null;

    private async Task FailAsync(string country, string error, CancellationToken cancellation)
    {
        if (!isReached.TryGetValue(country, out var wasReached) || wasReached)
            log.PeerLost(country, error);
        else
            log.HelloFailed(country, error);
        isReached[country] = false;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await PeerStates.FailedAsync(connection, country, error, time.GetUtcNow(), cancellation);
    }
}
