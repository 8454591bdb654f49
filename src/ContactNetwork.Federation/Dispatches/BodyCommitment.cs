using System.Security.Cryptography;

namespace ContactNetwork.Federation.Dispatches;

/// <summary>
/// What a skeleton says of a body without showing it: SHA-256(salt ‖ body). Erasing salt and body later leaves chain,
/// signatures and receipts verifiable, and nobody can guess the body from the commitment.
/// </summary>
public static class BodyCommitment
{
    /// <summary>Computes the commitment.</summary>
    public static Digest Of(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[Digest.Length];
        hash.GetHashAndReset(digest);
        return Digest.From(digest);
    }
}
