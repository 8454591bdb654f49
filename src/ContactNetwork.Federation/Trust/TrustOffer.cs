namespace ContactNetwork.Federation.Trust;

/// <summary>What became of a roster or key set that was offered.</summary>
public abstract record TrustOffer
{
    private TrustOffer()
    {
    }

    /// <summary>The document is in force now.</summary>
    /// <param name="Snapshot">The view that holds it.</param>
    /// <param name="Country">The owner; empty for a roster.</param>
    /// <param name="Version">Its version.</param>
    /// <param name="Digest">Its digest.</param>
    public sealed record Accepted(TrustSnapshot Snapshot, string Country, ulong Version, Digest Digest) : TrustOffer;

    /// <summary>Exactly this document was held already.</summary>
    public sealed record Known : TrustOffer
    {
        /// <summary>Whether a newer one has replaced it: nobody who tells the truth offers it.</summary>
        public bool IsOlder { get; init; }
    }

    /// <summary>
    /// A document with the version of one that is held, and rightly signed, but with other content. Raise an alarm;
    /// what was held stays in force.
    /// </summary>
    /// <param name="Country">The owner; empty for a roster.</param>
    /// <param name="Version">The version in dispute.</param>
    /// <param name="Held">The digest that stays in force.</param>
    /// <param name="Offered">The digest that was offered.</param>
    public sealed record Conflict(string Country, ulong Version, Digest Held, Digest Offered) : TrustOffer;

    /// <summary>Refused; nothing changed.</summary>
    /// <param name="Fault">The kind of reason.</param>
    /// <param name="Detail">A sentence for an operator.</param>
    public sealed record Refused(TrustFault Fault, string Detail) : TrustOffer;
}
