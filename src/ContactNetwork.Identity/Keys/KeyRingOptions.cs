using ContactNetwork.Identity.Store;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace ContactNetwork.Identity.Keys;

/// <summary>Gives the key ring to OpenIddict; runs again whenever the ring changes.</summary>
internal sealed class KeyRingOptions(KeyRing ring) : IConfigureOptions<OpenIddictServerOptions>, IPostConfigureOptions<OpenIddictServerOptions>
{
    public void Configure(OpenIddictServerOptions options)
    {
        options.SigningCredentials.AddRange(Signing());
        options.EncryptionCredentials.AddRange(ring.Of(KeyUse.Encryption)
            .Select(key => new EncryptingCredentials(key, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512)));
    }

    /// <summary>OpenIddict signs with the first key but sorts them on the way, which may reorder equals: put ours back in order.</summary>
    public void PostConfigure(string? name, OpenIddictServerOptions options)
    {
        var order = ring.Of(KeyUse.Signing).Concat(ring.Of(KeyUse.Encryption)).Select(key => key.KeyId).ToList();
        options.SigningCredentials.Sort((left, right) => order.IndexOf(left.Key.KeyId).CompareTo(order.IndexOf(right.Key.KeyId)));
        options.EncryptionCredentials.Sort((left, right) => order.IndexOf(left.Key.KeyId).CompareTo(order.IndexOf(right.Key.KeyId)));
    }

    private IEnumerable<SigningCredentials> Signing() =>
        ring.Of(KeyUse.Signing).Select(key => new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256));
}
