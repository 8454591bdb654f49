using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Preservations;

/// <summary>A person who acknowledges a real request was reached: the directory shows it beside the country's contact points.</summary>
internal sealed class PreservationContacts(NodeIdentity node) : IReaction<RequestingPreservation, RequestingPreservationEvent>
{
    public string Name => "acknowledged request to directory";

    public Task ReactAsync(
        WriteSession session, Guid streamId, RequestingPreservation state, RequestingPreservationEvent fact, CancellationToken cancellation)
    {
        if (fact is RequestingPreservationEvent.PeerAcknowledged taken && state.Purpose == Purpose.Real)
        {
            ContactFacts.Record(session, ContactFacts.OfAnswer(
                taken.Proof.MessageId, state.RequestedCountry, node.Country, taken.Proof.OccurredAt, fact.Stamp.At));
        }

        return Task.CompletedTask;
    }
}
