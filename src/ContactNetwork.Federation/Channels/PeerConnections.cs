using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Channels;

/// <summary>The open connections that peers have made to us. A change of trust closes those that it affects.</summary>
public sealed class PeerConnections(
    IPeerTrust trust, INodeCredentials credentials, TimeProvider time, ILogger<PeerConnections> log)
{
    private readonly ConcurrentDictionary<string, Open> connections = new();

    /// <summary>Open connections.</summary>
    public int Count => connections.Count;

    /// <summary>
    /// Closes the connections whose certificate is not trusted any more, has ended, or whose member changed its state or
    /// authorities, or was suspended here. Call it after a change of trust and every few seconds.
    /// </summary>
    public void Review()
    {
        TrustSnapshot? current = trust.Current;
        foreach ((string id, Open open) in connections)
        {
            if (open.IsStillTrusted(current, time.GetUtcNow()))
            {
                open.RenewUnless(credentials.Current);
                continue;
            }

            if (!connections.TryRemove(id, out _))
                continue;
            log.PeerConnectionClosed(open.Member.Country);
            open.Connection.Abort(new ConnectionAbortedException("The trust in this peer has changed."));
        }
    }

    internal void Add(ConnectionContext connection, TrustedMember member, X509Certificate2 certificate, X509Certificate2Collection extra, NodeCredentials own)
    {
        connection.Features.Set<IPeerIdentityFeature>(new PeerIdentity(member.Country, certificate.NotAfter));
        var presented = new PresentedCertificate(certificate, extra, isClient: true, calledCountry: null);
        connections[connection.ConnectionId] = new Open(connection, member, presented, own);
        connection.ConnectionClosed.Register(() => connections.TryRemove(connection.ConnectionId, out _));
    }

    private sealed record PeerIdentity(string Country, DateTimeOffset CertificateExpireTime) : IPeerIdentityFeature;

    private sealed record Open(
        ConnectionContext Connection,
        TrustedMember Member,
        PresentedCertificate Certificate,
        NodeCredentials Own)
    {
        private int isAskedToRenew;

        public bool IsStillTrusted(TrustSnapshot? trust, DateTimeOffset now) =>
            Certificate.Judge(trust, now) is CertificateVerdict.Trusted trusted
            && trusted.Member.State == Member.State
            && trusted.Member.IsSuspendedHere == Member.IsSuspendedHere;

        public void RenewUnless(NodeCredentials newest)
        {
            if (Own.Certificate.Equals(newest.Certificate) || Interlocked.Exchange(ref isAskedToRenew, 1) == 1)
                return;
            Connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }
}

/// <summary>Tells which country's node is at the other end of a connection on the peers' port.</summary>
public interface IPeerIdentityFeature
{
    /// <summary>The country, proved by the connection's certificate.</summary>
    string Country { get; }

    /// <summary>When that certificate ends.</summary>
    DateTimeOffset CertificateExpireTime { get; }
}
