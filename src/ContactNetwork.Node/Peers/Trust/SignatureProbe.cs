using System.Security.Cryptography;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>Makes a signature with the node's signing key and checks it, as a dispatch or receipt needs one.</summary>
internal sealed class SignatureProbe(INodeCredentials credentials) : IReadinessProbe
{
    private const int ContentBytes = 32;

    public string Name => "signature";

    public Task ProbeAsync(CancellationToken cancellation)
    {
        var content = RandomNumberGenerator.GetBytes(ContentBytes);
        var key = credentials.Current.SigningKey;
        return key.Public.Verifies(content, key.Sign(content))
            ? Task.CompletedTask
            : throw new CryptographicException("The signing key's signature does not verify.");
    }
}
