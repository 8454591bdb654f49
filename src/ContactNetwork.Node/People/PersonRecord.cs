using System.Collections.Immutable;
using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>A person or program of this node.</summary>
/// <param name="Id">The local id, which stands in events.</param>
/// <param name="Key">What an issuer calls them.</param>
/// <param name="DisplayName">The name shown to colleagues.</param>
/// <param name="Roles">The roles granted here, sorted; the issuer's ceiling still applies.</param>
/// <param name="SameAs">The person whose further account this is; null for the first account.</param>
internal sealed record PersonRecord(Guid Id, PersonKey Key, string DisplayName, ImmutableArray<Role> Roles, Guid? SameAs = null)
{
    /// <summary>Under which id the person acts, whatever account is used: two accounts of one are never two people.</summary>
    public Guid ActsAs => SameAs ?? Id;
}

/// <summary>What an issuer calls a person or program. A program never shares a record with a person of the same name.</summary>
/// <param name="Issuer">The issuer, as <see cref="IssuerName"/> spells it.</param>
/// <param name="Subject">The subject; a program's client id.</param>
/// <param name="IsMachine">A program.</param>
internal sealed record PersonKey(string Issuer, string Subject, bool IsMachine);
