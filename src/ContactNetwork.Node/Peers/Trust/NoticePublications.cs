using ContactNetwork.Domain;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>Puts notices in force that people bring, and lists those in force.</summary>
internal sealed class NoticePublications(TrustStore trust, Shell shell)
{
    private const string Origin = "people";

    /// <summary>Publishes a notice; the same again changes nothing.</summary>
    public async Task<PublishNoticeResponse> PublishAsync(PublishNoticeRequest request, RequestKey key, CancellationToken cancellation)
    {
        if (await shell.FirstAnswerAsync<PublishNoticeResponse>(key, cancellation) is { } first)
            return first;
        var envelope = Read(request.Envelope);
        if (!trust.IsConfirmed)
            throw new RefusalException(Refusal.Of(
                RefusalKind.Unavailable, RefusalReasons.StoreUnavailable, "This node can't confirm its trust now."));
        var offer = (await OfferAsync(envelope, cancellation))[0];
        if (offer is TrustOffer.Refused refused)
            throw new RefusalException(Refusal
                .Of(RefusalKind.WrongStage, RefusalReasons.NoticeRefused, refused.Detail)
                .With("fault", refused.Fault.ToString()));
        var digest = Federation.Digest.Of(envelope.Payload);
        // A notice that names no further key stands for the one that named them.
        var notice = trust.Last.Notices.FirstOrDefault(held => held.Digest == digest) ?? NoticeJudge.Read(trust.Last, envelope)!;
        var answer = new PublishNoticeResponse { Notice = Show(notice) };
        return await shell.RunOnceAsync(key, (_, _) => Task.FromResult(answer), cancellation);
    }

    /// <summary>The notices in force.</summary>
    public ListNoticesResponse List() => new() { Notices = { trust.Last.Notices.Select(Show) } };

    private async Task<IReadOnlyList<TrustOffer>> OfferAsync(Envelope envelope, CancellationToken cancellation)
    {
        try
        {
            return await trust.OfferNoticesAsync([envelope], Origin, cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) && !cancellation.IsCancellationRequested)
        {
            throw new RefusalException(Refusal.Of(
                RefusalKind.Unavailable, RefusalReasons.StoreUnavailable, "The store can't be reached; nothing was changed."));
        }
    }

    private static Envelope Read(ByteString bytes)
    {
        try
        {
            if (bytes.Length is > 0 and <= TrustLimits.NoticeBytesMax)
                return Envelope.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // Said below.
        }

        throw new RefusalException(Refusal.Malformed([new FieldViolation("envelope", "must be a signed notice as `cn notice make` writes it")]));
    }

    private static Notice Show(KeyNotice notice)
    {
        var shown = new Notice
        {
            Country = notice.Country,
            CreateTime = Timestamp.FromDateTimeOffset(notice.CreateTime),
            Digest = notice.Digest.Hex,
            IsByCountryKey = notice.IsByCountryKey,
        };
        shown.KeyIds.Add(notice.KeyIds.Order(StringComparer.Ordinal));
        return shown;
    }
}
