using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Answers Hello: learns what the caller shows, and tells what it lacks.</summary>
internal sealed class Greeter(
    NpgsqlDataSource source,
    TrustStore trusts,
    Conversation conversation,
    LateReceipts late,
    Pictures pictures,
    IEnumerable<IGreetingRoom> rooms)
{
    /// <summary>Answers a caller whose admission was judged.</summary>
    public async Task<HelloResponse> AnswerAsync(
        TrustedMember caller, TrustSnapshot trust, HelloRequest request, CancellationToken cancellation)
    {
        if (Conversation.Check(request.Picture, caller, trust) is { } refusal)
            throw new RefusalException(refusal);
        await trusts.OfferNoticesAsync([.. request.Notices.Take(GreetingLimits.NoticesMax)], caller.Country, cancellation);
        await conversation.CompareAsync(request.Picture, trust, before: null, cancellation);
        await conversation.NoteAsync(request.Picture, clockOffset: null, hasAnswered: false, cancellation);
        var response = new HelloResponse();
        response.ConfirmedLateReceipts.Add(await late.TakeAsync(caller, request.LateReceipts, cancellation));
        await using (var connection = await source.OpenConnectionAsync(cancellation))
        {
            await LateReceipts.DropAsync(connection, caller.Country, request.ConfirmedLateReceipts, cancellation);
            response.LateReceipts.Add(await LateReceipts.OwedAsync(connection, caller.Country, cancellation));
            response.Picture = pictures.Draw(trust, await PeerChains.ReadAsync(connection, caller.Country, cancellation));
        }

        AddDocuments(response, request.Picture, trusts.Current ?? trust);
        foreach (var room in rooms)
            await room.AnswerAsync(request.Picture, response, cancellation);
        return response;
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
