using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>One version of a country's key set, read from its signed bytes.</summary>
/// <param name="NetworkId">The network.</param>
/// <param name="Realm">The realm.</param>
/// <param name="Country">The owner.</param>
/// <param name="Version">The version.</param>
/// <param name="Digest">SHA-256 of the signed bytes.</param>
/// <param name="PreviousDigest">The version before; null in version 1.</param>
/// <param name="CertificateAuthorities">Self-signed certificates that may vouch for the country's node.</param>
/// <param name="SigningKeys">The keys that sign dispatches and receipts.</param>
/// <param name="DirectoryKeys">The keys that confirm changes in the directory.</param>
/// <param name="Endpoints">Where the node is reached, in order of preference.</param>
/// <param name="CountryKey">The country key that signed it.</param>
/// <param name="Envelope">The signed bytes, to serve to others.</param>
public sealed record MemberKeys(
    string NetworkId,
    Realm Realm,
    string Country,
    ulong Version,
    Digest Digest,
    Digest? PreviousDigest,
    ImmutableArray<X509Certificate2> CertificateAuthorities,
    ImmutableArray<DatedKey> SigningKeys,
    ImmutableArray<DatedKey> DirectoryKeys,
    ImmutableArray<Uri> Endpoints,
    VerificationKey CountryKey,
    Envelope Envelope)
{
    /// <summary>The keys of withdrawn node certificates, by SHA-256 of SubjectPublicKeyInfo.</summary>
    public ImmutableHashSet<Digest> WithdrawnCertificateKeys { get; init; } = [];

    /// <summary>When this node accepted it; the beginning of time where that is not known.</summary>
    public DateTimeOffset AcceptTime { get; init; } = DateTimeOffset.MinValue;
}

/// <summary>A key with its stage of life.</summary>
/// <param name="Key">The key.</param>
/// <param name="State">Its stage; a stage that this node doesn't know reads as withdrawn.</param>
/// <param name="NotBefore">From when its signatures count.</param>
/// <param name="NotAfter">Until when its signatures count.</param>
public sealed record DatedKey(VerificationKey Key, KeyState State, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>Tells whether a document that arrives now may be signed with it.</summary>
    public bool MaySign(DateTimeOffset now) =>
        State is KeyState.Prepared or KeyState.Active && now >= NotBefore && now < NotAfter;
}
