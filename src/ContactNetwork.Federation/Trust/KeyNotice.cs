using System.Collections.Immutable;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Trust;

/// <summary>A notice in force: these keys of a country are in wrong hands.</summary>
/// <param name="Country">Whose keys they are.</param>
/// <param name="KeyIds">The keys that the signatures cover.</param>
/// <param name="CreateTime">When it was signed.</param>
/// <param name="Digest">SHA-256 of the signed bytes.</param>
/// <param name="IsByCountryKey">Whether a country key signed; else each key signed for itself.</param>
/// <param name="Envelope">The signed bytes, to serve to others.</param>
public sealed record KeyNotice(
    string Country,
    ImmutableHashSet<string> KeyIds,
    DateTimeOffset CreateTime,
    Digest Digest,
    bool IsByCountryKey,
    Envelope Envelope);
