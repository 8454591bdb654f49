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
    private readonly ConcurrentDictionary<string, ImmutableArray<ByteString>> confirmations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlySet<Digest>> noticesHeld = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> isReached = new(StringComparer.Ordinal);

    /// <summary>
    /// Holds it: 1. reads what our store says of the peer, draws our picture; 2. calls; 3. takes new rosters and key sets;
    /// 4. compares the pictures; 5. records late receipts; 6. notes what the peer said and how far its clock is off; 7. lets
    /// rooms take their documents, and wants another talk at once where there are more. Where nothing has moved that is
    /// two round trips to the store.
    /// </summary>
    /// <returns>Whether the peer answered, or nobody asked.</returns>
    public async Task<bool> HoldAsync(string country, CancellationToken cancellation)
    {
        if (trust.Current is not { } snapshot || snapshot.FindMember(country) is null)
            return true;
        if (channels.Open(country, PeerChannels.Hello) is not { } channel)
        {
            await FailAsync(country, "NO_ENDPOINT", cancellation);
            return false;
        }

        var before = await conversation.ReadAsync(country, cancellation);
        var request = Draw(country, snapshot, before);
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
            // Without probes, silence may mean that the connection is dead: then the next talk needs another one.
            if (failed.Kind is CallFailure.Unreachable or CallFailure.TooSlow)
                channels.Failed(channel, country, PeerChannels.Hello);
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

    private HelloRequest Draw(string country, TrustSnapshot snapshot, PeerStanding standing)
    {
        var request = new HelloRequest { Picture = pictures.Draw(snapshot, standing.Chains) };
        if (noticesHeld.TryGetValue(country, out var held))
            request.Notices.Add(snapshot.NoticesBesides(held, GreetingLimits.NoticesMax));
        if (confirmations.TryRemove(country, out var confirmed))
            request.ConfirmedLateReceipts.Add(confirmed);
        request.LateReceipts.Add(late.Renew(standing.Owed));
        return request;
    }

    private async Task TakeAsync(Heartbeat beat, HelloResponse response, PeerStanding before, CancellationToken cancellation)
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
        var after = before.Chains.AreAsShown(response.Picture) ? before : await conversation.ReadAsync(country, cancellation);
        await conversation.CompareAsync(response.Picture, snapshot, before.Chains, after, isAll, cancellation);
        // It has more than fits into one answer, and what came was taken.
        if (!ReferenceEquals(known, snapshot) && !(isAll && Conversation.KnowsAsMuch(snapshot, response.Picture)))
            contacts.WantTalk(country);
        var confirmed = await late.TakeAsync(peer, response.LateReceipts, cancellation);
        if (!confirmed.IsEmpty)
            confirmations[country] = confirmed;
        await conversation.NoteAsync(response.Picture, beat, response.ConfirmedLateReceipts, cancellation);
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
        await PeerStates.WriteAsync(connection, PeerStates.Failed(country, error, time.GetUtcNow()), cancellation);
    }
}
