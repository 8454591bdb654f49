using System.Collections.Immutable;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>Takes the sheets that other countries push.</summary>
internal sealed class SheetInbound(SheetIntake intake, RefusedSheets refusals, PeerContacts contacts) : IInboundRoom
{
    public ImmutableArray<DispatchBody.BodyOneofCase> Bodies { get; } = [DispatchBody.BodyOneofCase.SheetPublished];

    public Task<Guid> FindCaseAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation) =>
        Task.FromResult(ContactsIds.Received(skeleton.SenderCountry));

    public async Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        if (dispatch.Body.SheetPublished.Sheet is not { } envelope || ReadSheet.Of(envelope).Sheet is not { } sheet)
            return new InboundAnswer.Refused(ReceiptReason.BodyInvalid);
        var sender = dispatch.Skeleton.SenderCountry;
        switch (await intake.TakeAsync(session, sheet.Country, [envelope], sender, publisher: null, cancellation))
        {
            case SheetVerdict.Refused refused when SheetKeyRing.AreSignersKnown(intake.Confirmed(), envelope):
                await refusals.KeepAsync(session, refused, sender, cancellation);
                return new InboundAnswer.Refused(ReceiptReason.BodyInvalid);
            case SheetVerdict.Refused or SheetVerdict.Gap or SheetVerdict.Outdated:
                // Versions before it, or the keys that signed it, are still on their way, or the key was put out of use while
                // it was: all of that comes in Hello.
                contacts.WantTalk(sender);
                return InboundAnswer.Done;
            default:
                return InboundAnswer.Done;
        }
    }
}
