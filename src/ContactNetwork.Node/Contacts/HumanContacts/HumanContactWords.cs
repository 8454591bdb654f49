using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using Google.Protobuf;

namespace ContactNetwork.Node.Contacts.HumanContacts;

/// <summary>Gives this country's signed word that a person of it was reached, and reads that of others.</summary>
internal sealed class HumanContactWords(TrustStore trust, INodeCredentials credentials, IPeerBook peers, SheetBook book, NodeIdentity node)
{
    /// <summary>
    /// This country's word; null where the tester's node does not know such, or where it names a contact point that is none
    /// of ours: for that one nobody here can stand.
    /// </summary>
    public Envelope? Give(string tester, string contactPointId, DateTimeOffset at)
    {
        if (peers.Lacks(tester, Features.HumanContacts))
            return null;
        var own = book.View.Index.Find(node.Country)?.InForce?.Content;
        return contactPointId.Length == 0 || own?.FindContactPoint(contactPointId) is not null
            ? HumanContactJudge.Sign(trust.Last, tester, contactPointId, at, credentials.Current.SigningKey)
            : null;
    }

    /// <summary>The word of a country that this one tested; null where it gave none that counts. An acknowledgement is never refused for it.</summary>
    public ContactWitness? Read(Envelope? envelope, string tested, DateTimeOffset now) =>
        envelope is not null
        && trust.Current is { } snapshot
        && HumanContactJudge.Judge(snapshot, envelope, node.Country, now) is HumanContactVerdict.Accepted { Contact: var contact }
        && contact.Country == tested
            ? new ContactWitness(contact.ContactPointId, contact.ContactDate, envelope.ToByteString().ToBase64())
            : null;
}
