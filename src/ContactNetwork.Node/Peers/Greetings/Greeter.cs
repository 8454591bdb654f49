using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Refusals;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;
using Times = ContactNetwork.Federation.Times;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Answers Hello: learns what the caller shows, and tells what it lacks.</summary>
internal sealed class Greeter(
    NpgsqlDataSource source,
    TrustStore trusts,
    Conversation conversation,
    LateReceipts late,
    Pictures pictures,
    PeerContacts contacts,
    RefusalBook refusals,
    IEnumerable<IGreetingRoom> rooms)
{
    private readonly ConcurrentDictionary<string, long> asked = new(StringComparer.Ordinal);
    private readonly NoticesHeldBack heldBack = new();

    /// <summary>Answers a caller whose admission was judged.</summary>
    public async Task<HelloResponse> AnswerAsync(
        TrustedMember caller, TrustSnapshot trust, HelloRequest request, CancellationToken cancellation)
    {
        if (Conversation.Check(request.Picture, caller, trust) is { } refusal)
        {
            refusals.Note(RefusedAt.Call, refusal.Reason, caller.Country, refusal.Message);
            throw new RefusalException(refusal);
        }

        await TakeNoticesAsync(caller, request, cancellation);
        var beat = Heartbeat.Received(caller.Country, Times.Read(request.Picture.CertificateExpireTime));
        var standing = await conversation.NoteAndReadAsync(request.Picture, beat, cancellation);
        var hasMoved = await conversation.CompareAsync(request.Picture, trust, before: null, standing, isAnswer: false, cancellation);
        var response = new HelloResponse();
        response.ConfirmedLateReceipts.Add(await late.TakeAsync(caller, request.LateReceipts, cancellation));
        if (hasMoved || request.ConfirmedLateReceipts.Count > 0)
            standing = await DropAndReadAsync(caller.Country, request.ConfirmedLateReceipts, cancellation);
        response.LateReceipts.Add(late.Renew(standing.Owed));
        response.Picture = pictures.Draw(trust, standing.Chains);
        AddDocuments(response, request.Picture, trusts.Current ?? trust);
        foreach (var room in rooms)
            await room.AnswerAsync(request.Picture, response, cancellation);
        if (HasNews(request.Picture, response.Picture) && MayAskAgain(caller.Country))
            contacts.WantTalk(caller.Country);
        return response;
    }

    private async Task<PeerStanding> DropAndReadAsync(string country, IEnumerable<ByteString> confirmed, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await LateReceipts.DropAsync(connection, country, confirmed, cancellation);
        return await PeerStanding.ReadAsync(connection, country, cancellation);
    }

    /// <summary>Two nodes that can't take each other's newer documents must not ask each other without end.</summary>
    private bool MayAskAgain(string country)
    {
        var now = Stopwatch.GetTimestamp();
        var last = asked.GetValueOrDefault(country, long.MinValue);
        return (last == long.MinValue || Stopwatch.GetElapsedTime(last, now) >= GreetingLimits.PauseMin)
            && (last == long.MinValue ? asked.TryAdd(country, now) : asked.TryUpdate(country, now, last));
    }

    /// <summary>A caller that holds a newer document is asked for it at once, rather than when its turn comes.</summary>
    private static bool HasNews(NodePicture theirs, NodePicture ours) =>
        (theirs.Roster?.Version ?? 0) > (ours.Roster?.Version ?? 0)
        || Documents.IsAnyNewer(theirs.KeySets, ours.KeySets)
        || Documents.IsAnyNewer(theirs.Sheets, ours.Sheets);

    /// <summary>
    /// Takes the caller's notices. One that names a country key must not come before what that key had signed: where the
    /// caller holds a newer key set of that country than we do, the notice waits once, for our own talk with the caller,
    /// whose answer brings key sets before notices.
    /// </summary>
    private async Task TakeNoticesAsync(TrustedMember caller, HelloRequest request, CancellationToken cancellation)
    {
        var taken = new List<Envelope>();
        foreach (var notice in request.Notices.Take(GreetingLimits.NoticesMax))
        {
            if (OutrunsKeySets(notice, request.Picture) && heldBack.Wait(caller.Country, notice))
                contacts.WantTalk(caller.Country);
            else
                taken.Add(notice);
        }

        if (taken.Count > 0)
            await trusts.OfferNoticesAsync(taken, caller.Country, cancellation);
    }

    private bool OutrunsKeySets(Envelope notice, NodePicture picture)
    {
        var snapshot = trusts.Last;
        return NoticeJudge.Read(snapshot, notice) is { } read
            && snapshot.FindMember(read.Country) is { } member
            && read.KeyIds.Contains(member.CountryKey.KeyId)
            && picture.KeySets.Any(keys => keys.Country == read.Country && keys.Version > (member.Keys?.Version ?? 0));
    }

    private static void AddDocuments(HelloResponse response, NodePicture picture, TrustSnapshot trust)
    {
        var bytes = 0;
        response.Rosters.Add(trust.RostersAfter(picture.Roster?.Version ?? 0, GreetingLimits.RostersMax).TakeWhile(Fits));
        response.Notices.Add(trust.NoticesBesides(Conversation.NoticesOf(picture), GreetingLimits.NoticesMax));
        response.KeySets.Add(trust.KeySetsAfter(picture.KeySets, GreetingLimits.KeySetsMax).TakeWhile(Fits));

        bool Fits(Envelope envelope) => (bytes += envelope.CalculateSize()) <= GreetingLimits.DocumentBytesMax;
    }
}
