using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>Whom to trust at this moment.</summary>
public interface IPeerTrust
{
    /// <summary>The view in force; null while it can't be confirmed, and then every connection is refused.</summary>
    TrustSnapshot? Current { get; }
}

/// <summary>What this node proves itself with at this moment.</summary>
public interface INodeCredentials
{
    /// <summary>The certificate and key in force.</summary>
    NodeCredentials Current { get; }
}
