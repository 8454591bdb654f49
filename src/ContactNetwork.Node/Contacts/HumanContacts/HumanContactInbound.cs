using System.Collections.Immutable;
using ContactNetwork.Federation.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.HumanContacts;

/// <summary>
/// Takes what other countries tell of having reached a country: only from who reached it, only with the word of who was
/// reached, and only of contact points that the sheet held here knows, so that it can't grow without end.
/// </summary>
internal sealed class HumanContactInbound(SheetIntake intake, SheetBook book, PeerContacts contacts, NodeIdentity node, ILogger<HumanContactInbound> log) : IInboundRoom
{
    public ImmutableArray<DispatchBody.BodyOneofCase> Bodies { get; } = [DispatchBody.BodyOneofCase.HumanContactPublished];

    public Task<Guid> FindCaseAsync(WriteSession session, DispatchSkeleton skeleton, DispatchBody body, CancellationToken cancellation) =>
        Task.FromResult(ContactsIds.ReceivedContacts(skeleton.SenderCountry));

    public Task<InboundAnswer> ReceiveAsync(WriteSession session, InboundDispatch dispatch, CancellationToken cancellation)
    {
        var sender = dispatch.Skeleton.SenderCountry;
        if (dispatch.Skeleton.Purpose != Purpose.Test)
            return Task.FromResult<InboundAnswer>(new InboundAnswer.Refused(ReceiptReason.BodyInvalid));
        var envelope = dispatch.Body.HumanContactPublished.Contact;
        switch (HumanContactJudge.Judge(intake.Confirmed(), envelope, sender, session.Now))
        {
            case HumanContactVerdict.Accepted accepted when IsKept(accepted.Contact):
                HumanContactTable.Put(session, accepted.Contact, accepted.Date, envelope);
                return Task.FromResult(InboundAnswer.Done);
            case HumanContactVerdict.Accepted:
                return Task.FromResult(InboundAnswer.Done);
            case HumanContactVerdict.KeyUnknown:
                // Its keys come in Hello, this word does not come again: the next test tells a newer one.
                contacts.WantTalk(sender);
                return Task.FromResult(InboundAnswer.Done);
            case HumanContactVerdict.KeyFormer:
                log.ContactOfFormerKey(envelope.Signatures[0].KeyId, sender);
                return Task.FromResult(InboundAnswer.Done);
            default:
                return Task.FromResult<InboundAnswer>(new InboundAnswer.Refused(ReceiptReason.BodyInvalid));
        }
    }

    /// <summary>This country knows its own tests better.</summary>
    private bool IsKept(HumanContact contact) =>
        contact.Country != node.Country
        && (contact.ContactPointId.Length == 0
            || book.View.Index.Find(contact.Country)?.InForce?.Content
                .FindContactPoint(contact.ContactPointId) is not null);
}
