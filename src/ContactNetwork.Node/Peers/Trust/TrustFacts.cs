using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>What the node's status tells of roster and certificate.</summary>
internal sealed class TrustFacts(TrustStore trust, INodeCredentials credentials) : ITrustFacts
{
    public long RosterVersion => (long)(trust.Last.Rosters.Current?.Version ?? 0);

    public DateTimeOffset? RosterExpires => trust.Last.Rosters.Current?.ExpireTime;

    public DateTimeOffset? CertificateExpires => credentials.Current.Certificate.NotAfter;
}
