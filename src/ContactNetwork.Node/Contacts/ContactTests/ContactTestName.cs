using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Names of contact tests: "nodes/{country}/contactTests/{id}".</summary>
internal static class ContactTestName
{
    /// <summary>Reads a name; refuses what is none, and what belongs to another node.</summary>
    public static Guid Parse(string name, NodeIdentity node)
    {
        if (name.Split('/') is not ["nodes", var country, ContactTestView.Collection, var key] || !Guid.TryParseExact(key, "D", out var id))
            throw new RefusalException(Refusal.Malformed([new FieldViolation("name", "must be nodes/{country}/contactTests/{id}")]));
        return country == node.CountryPath ? id : throw NotFound();
    }

    /// <summary>There is no such test, or this country is on its other side.</summary>
    public static RefusalException NotFound() => new(ContactTestDecider.NotFound());
}
