using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Purpose = ContactNetwork.Domain.Purpose;

namespace ContactNetwork.Node.Contacts;

/// <summary>Sends this country's sheet to all members in the bulk lane, and records how it was receipted.</summary>
internal sealed class SheetSendings(NodeIdentity node, TrustStore trust, OwnSheet own, IPeerBook peers) : IOutboundRoom
{
    /// <summary>The stream of what is owed to one country.</summary>
    public static StreamKind<SheetSending, SheetSendingCommand, SheetSendingEvent> Streams { get; } = new()
    {
        Name = "sheet-sending",
        IsSealed = false,
        Decide = SheetSendingDecider.Decide,
        Evolve = SheetSendingDecider.Evolve,
        Due = SheetSendingDecider.Due,
    };

    public ImmutableArray<string> StreamKinds { get; } = [Streams.Name];

    /// <summary>Owes a version to every member whose node knows sheets; answers to how many. The others learn it in Hello.</summary>
    public async Task<int> OweToAllAsync(WriteSession session, ulong version, Actor actor, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var member in trust.Last.Members.Values.Where(member => member.Country != node.Country && member.State != MemberState.Withdrawn))
        {
            if (peers.Lacks(member.Country, Features.Directory))
                continue;
            var id = ContactsIds.Sending(member.Country);
            var command = new SheetSendingCommand.OweSheet(
                session.Stamp(actor), id, member.Country, Guid.CreateVersion7(session.Now), (long)version);
            await session.DecideAsync(Streams, id, command, cancellation);
            count++;
        }

        return count;
    }

    public async Task<OutboundDispatch?> ComposeAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var messageId = Guid.ParseExact(row.Item.Key, "N");
        var sending = await session.FindAsync(Streams, row.Stream, cancellation);
        if (sending?.Owed.FirstOrDefault(owed => owed.MessageId == messageId) is not { } owed)
            return null;
        var stored = await SheetTable.AfterAsync(session.Connection, node.Country, owed.Version - 1, countMax: 1, cancellation);
        return new OutboundDispatch(
            messageId,
            row.Stream,
            CaseReference: "",
            CaseSequence: 0,
            Purpose.Real,
            new DispatchBody { SheetPublished = new SheetPublished { Sheet = own.Vouch(stored[0].Sheet.Envelope) } },
            MustUnderstand: []);
    }

    public Task RecordReceiptAsync(WriteSession session, OutboundReceipt receipt, CancellationToken cancellation) => session.DecideAsync(
        Streams,
        receipt.Stream,
        new SheetSendingCommand.RecordReceipt(
            session.Stamp(Actor.Peer(receipt.Peer)), receipt.MessageId, receipt.Outcome is Outcome.Stored or Outcome.Duplicate),
        cancellation);
}

/// <summary>Shows Marten how the facts of a sending fold.</summary>
internal sealed partial class SheetSendingAggregation() : DeciderAggregation<SheetSending, SheetSendingEvent>(SheetSendingDecider.Evolve);
