using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Node.People.Tokens;

/// <summary>
/// Remembers checked tokens by their digest, because checking a signature costs as much as a whole call. Bounded by two
/// halves: when the young half is full it becomes the old one, and the old one is forgotten.
/// </summary>
internal sealed class TokenCache
{
    /// <summary>Tokens remembered at most.</summary>
    public const int TokensMax = 20_000;

    private volatile ConcurrentDictionary<Digest, Bearer> young = new();
    private volatile ConcurrentDictionary<Digest, Bearer> old = new();

    /// <summary>How many are remembered.</summary>
    public int Count => young.Count + old.Count;

    public Bearer? Find(string token)
    {
        var digest = Digest.Of(token);
        if (young.TryGetValue(digest, out var bearer))
            return bearer;
        if (!old.TryGetValue(digest, out bearer))
            return null;
        Add(digest, bearer);
        return bearer;
    }

    public void Add(string token, Bearer bearer) => Add(Digest.Of(token), bearer);

    public void Forget(string token)
    {
        var digest = Digest.Of(token);
        young.TryRemove(digest, out _);
        old.TryRemove(digest, out _);
    }

    private void Add(Digest digest, Bearer bearer)
    {
        var half = young;
        if (half.Count >= TokensMax / 2)
        {
            old = half;
            young = half = new ConcurrentDictionary<Digest, Bearer>();
        }

        half[digest] = bearer;
    }

    /// <summary>SHA-256 of a token: the token itself is never kept.</summary>
    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            return new Digest(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash), System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
