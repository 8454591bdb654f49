using ContactNetwork.Domain;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Tells which countries a person may test.</summary>
internal sealed class TestedPeers(NodeIdentity node, IPeerBook peers)
{
    /// <summary>Refuses a country that is no active member besides this one, or whose node does not announce a feature.</summary>
    public void AssertTakes(string country, string feature)
    {
        if (country == node.Country || !peers.IsActive(country))
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.WrongStage, RefusalReasons.PeerUnknown, "The country is not an active member besides this one. See `cn peer list`.")
                .With("country", country));
        }

        if (peers.Lacks(country, feature))
        {
            throw new RefusalException(Refusal
                .Of(RefusalKind.WrongStage, RefusalReasons.ContactTestsNotTaken, "The country's node does not take such contact tests. Call its desk.")
                .With("country", country)
                .With("feature", feature));
        }
    }
}
