using System.Security.Cryptography;
using ContactNetwork.Identity.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace ContactNetwork.Identity.Keys;

/// <summary>Makes keys, keeps them sealed in the store and withdraws them.</summary>
internal sealed class KeyStore(IdentityStore store, WrappingKeyHolder wrapping, TimeProvider clock)
{
    /// <summary>How long a new signing key is published before it signs: longer than nodes keep a key set.</summary>
    public static readonly TimeSpan PublishedBeforeUse = TimeSpan.FromHours(24);

    private const int EncryptionKeyBytes = 32;

    /// <summary>Makes the first key of each use. The wrapping key is made only while nothing is sealed yet.</summary>
    /// <exception cref="InvalidOperationException">The wrapping key is missing or isn't the one that sealed the keys.</exception>
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var keys = await store.Keys.AsNoTracking().ToListAsync(cancellation);
        wrapping.Load(mayCreate: keys.Count == 0 && !await store.DataProtectionKeys.AnyAsync(cancellation));
        foreach (var key in keys)
            OpenSecret(key);
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            if (!keys.Exists(key => key.Use == use && key.WithdrawTime is null))
                await AddAsync(use, TimeSpan.Zero, cancellation);
        }
    }

    /// <summary>Adds a key that takes over after a while; the others stay good for what they made.</summary>
    public async Task<SealedKey> AddAsync(KeyUse use, TimeSpan delay, CancellationToken cancellation)
    {
        var (id, secret) = use == KeyUse.Signing ? NewSigningKey() : NewEncryptionKey();
        var now = clock.GetUtcNow();
        var key = new SealedKey
        {
            Id = id,
            Use = use,
            CreateTime = now,
            ActivationTime = now + delay,
            Secret = wrapping.Key.Seal(secret, Label(use, id)),
        };
        CryptographicOperations.ZeroMemory(secret);
        store.Keys.Add(key);
        await store.SaveChangesAsync(cancellation);
        return key;
    }

    /// <summary>All keys that still count, the one in use first.</summary>
    public async Task<IReadOnlyList<SealedKey>> ListAsync(CancellationToken cancellation) =>
        await store.Keys.AsNoTracking().OrderByDescending(key => key.ActivationTime).ThenBy(key => key.Id).ToListAsync(cancellation);

    /// <summary>Withdraws a key at once: every token made with it stops counting here and, within minutes, at the nodes.</summary>
    /// <exception cref="InvalidOperationException">There is no such good key, or none that signs would be left.</exception>
    public async Task WithdrawAsync(string id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var key = await store.Keys.SingleOrDefaultAsync(key => key.Id == id && key.WithdrawTime == null, cancellation)
            ?? throw new InvalidOperationException($"There is no key '{id}' in use.");
        if (!await store.Keys.AnyAsync(other => other.Use == key.Use && other.Id != id && other.WithdrawTime == null && other.ActivationTime <= now, cancellation))
            throw new InvalidOperationException("This is the only key in use; make another one first: keys rotate --now.");
        key.WithdrawTime = now;
        await store.SaveChangesAsync(cancellation);
    }

    /// <summary>The key itself, for the key ring.</summary>
    /// <exception cref="InvalidOperationException">Sealed under another wrapping key.</exception>
    public byte[] OpenSecret(SealedKey key)
    {
        try
        {
            return wrapping.Key.Open(key.Secret, Label(key.Use, key.Id));
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException($"Key '{key.Id}' was sealed under another wrapping key than the one in the data folder. Bring the right one back from your backup.", e);
        }
    }

    private static (string Id, byte[] Secret) NewSigningKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Base64UrlEncoder.Encode(new ECDsaSecurityKey(ecdsa).ComputeJwkThumbprint());
        return (id, ecdsa.ExportPkcs8PrivateKey());
    }

    private static (string Id, byte[] Secret) NewEncryptionKey() =>
        (Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)), RandomNumberGenerator.GetBytes(EncryptionKeyBytes));

    private static string Label(KeyUse use, string id) => $"contact-network identity key {use} {id}";
}
