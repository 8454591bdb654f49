using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using HumanContactSending = ContactNetwork.Domain.Contacts.HumanContactSending;
using Purpose = ContactNetwork.Domain.Purpose;

namespace ContactNetwork.Node.Contacts.HumanContacts;

/// <summary>Tells all members in the bulk lane that a person was reached, and records how it was receipted.</summary>
internal sealed class HumanContactSendings(NodeIdentity node, TrustStore trust, IPeerBook peers) : IOutboundRoom
{
    /// <summary>The stream of what is owed to one country.</summary>
    public static StreamKind<HumanContactSending, HumanContactSendingCommand, HumanContactSendingEvent> Streams { get; } = new()
    {
        Name = "human-contact-sending",
        IsSealed = false,
        Decide = HumanContactSendingDecider.Decide,
        Evolve = HumanContactSendingDecider.Evolve,
        Due = HumanContactSendingDecider.Due,
    };

    public ImmutableArray<string> StreamKinds { get; } = [Streams.Name];

    /// <summary>Owes it to every member whose node knows such, but the country reached: that one knows.</summary>
    public async Task OweToAllAsync(WriteSession session, string country, ContactWitness witness, Stamp stamp, CancellationToken cancellation)
    {
        foreach (var member in trust.Last.Members.Values.Where(member => member.State != MemberState.Withdrawn))
        {
            var isAsked = member.Country == node.Country || member.Country == country;
            if (isAsked || peers.Lacks(member.Country, Features.HumanContacts))
                continue;
            var id = ContactsIds.ContactSending(member.Country);
            var command = new HumanContactSendingCommand.OweContact(
                stamp, id, member.Country, Guid.CreateVersion7(session.Now), country, witness);
            await session.DecideAsync(Streams, id, command, cancellation);
        }
    }

    public async Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var messageId = Guid.ParseExact(row.Item.Key, "N");
        var sending = await session.FindAsync(Streams, row.Stream, cancellation);
        return sending?.Owed.FirstOrDefault(owed => owed.MessageId == messageId) is { } owed
            ? new OutboundDispatch(
                messageId,
                row.Stream,
                CaseReference: "",
                CaseSequence: 0,
                Purpose.Test,
                new DispatchBody
                {
                    HumanContactPublished = new HumanContactPublished { Contact = Envelope.Parser.ParseFrom(Convert.FromBase64String(owed.Witness.Envelope)) },
                },
                MustUnderstand: [])
            : null;
    }

    public Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation) => session.DecideAsync(
        Streams,
        receipt.Stream,
        new HumanContactSendingCommand.RecordReceipt(
            session.Stamp(Actor.Peer(receipt.Peer)), receipt.MessageId, receipt.Outcome is Outcome.Stored or Outcome.Duplicate),
        cancellation);
}

/// <summary>Shows Marten how the facts of a sending fold.</summary>
internal sealed partial class HumanContactSendingAggregation()
    : DeciderAggregation<HumanContactSending, HumanContactSendingEvent>(HumanContactSendingDecider.Evolve);
