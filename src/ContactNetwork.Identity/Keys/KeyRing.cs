using System.Security.Cryptography;
using ContactNetwork.Identity.Store;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace ContactNetwork.Identity.Keys;

/// <summary>The opened keys, the one in use first; replaced as a whole when the store changes or a key's hour comes.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, TimeProvider clock) : IOptionsChangeTokenSource<OpenIddictServerOptions>, IDisposable
{
    private volatile IReadOnlyList<OpenKey> keys = [];
    private CancellationTokenSource changed = new();

    public string Name => Options.DefaultName;

    /// <summary>Keys of a use, the one in use first.</summary>
    public IEnumerable<SecurityKey> Of(KeyUse use) => keys.Where(key => key.Use == use).Select(key => key.Key);

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref changed).Token);

    /// <summary>Reads the store again; true if anything changed.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<KeyStore>();
        var now = clock.GetUtcNow();
        var good = (await store.ListAsync(cancellation)).Where(key => key.WithdrawTime is null).ToList();
        // In use: the newest whose hour has come. Those still waiting come last, but are published already.
        var ordered = good.Where(key => key.ActivationTime <= now).Concat(good.Where(key => key.ActivationTime > now)).ToList();
        if (ordered.Select(key => key.Id).SequenceEqual(keys.Select(key => key.Id)))
            return false;

        var known = keys.ToDictionary(key => key.Id);
        keys = [.. ordered.Select(key => known.GetValueOrDefault(key.Id) ?? Open(key, store.OpenSecret(key)))];
        var announced = Interlocked.Exchange(ref changed, new CancellationTokenSource());
        await announced.CancelAsync();
        announced.Dispose();
        return true;
    }

    public void Dispose() => changed.Dispose();

    private static OpenKey Open(SealedKey key, byte[] secret)
    {
        if (key.Use == KeyUse.Encryption)
            return new OpenKey(key.Id, key.Use, new SymmetricSecurityKey(secret) { KeyId = key.Id });
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(secret, out _);
        CryptographicOperations.ZeroMemory(secret);
        return new OpenKey(key.Id, key.Use, new ECDsaSecurityKey(ecdsa) { KeyId = key.Id });
    }

    private sealed record OpenKey(string Id, KeyUse Use, SecurityKey Key);
}
