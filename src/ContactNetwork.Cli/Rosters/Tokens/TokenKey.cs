using System.Security.Cryptography;
using Net.Pkcs11Interop.HighLevelAPI;

namespace ContactNetwork.Cli.Rosters.Tokens;

/// <summary>A key on a token, as a key that signs: the digest goes to the token, the signature comes back, the key stays.</summary>
internal sealed class TokenKey : ECDsa
{
    private readonly Token _token;
    private readonly ECParameters _publicHalf;
    private readonly IObjectHandle _key;

    /// <summary>Takes over the token.</summary>
    public TokenKey(Token token, ECParameters publicHalf, IObjectHandle key)
    {
        (_token, _publicHalf, _key) = (token, publicHalf, key);
        KeySizeValue = publicHalf.Q.X!.Length * 8;
    }

    public override byte[] SignHash(byte[] hash) => _token.Sign(_key, hash);

    public override bool VerifyHash(byte[] hash, byte[] signature)
    {
        using var key = Create(_publicHalf);
        return key.VerifyHash(hash, signature);
    }

    public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The private half does not leave its token.")
        : _publicHalf;

    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm) =>
        CryptographicOperations.HashData(hashAlgorithm, data.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _token.Dispose();
        base.Dispose(disposing);
    }
}
