using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Channels;

/// <summary>
/// A certificate that a peer presented on a connection that is open still. It is checked again whenever the trust has
/// changed, and now and then; in between the last verdict counts, because building its chain costs a millisecond.
/// Safe for threads.
/// </summary>
/// <param name="certificate">What was presented.</param>
/// <param name="intermediates">Certificates presented with it.</param>
/// <param name="isClient">Whether the peer called us.</param>
/// <param name="calledCountry">The country that we called; null when the peer called us.</param>
internal sealed class PresentedCertificate(
    X509Certificate2 certificate, X509Certificate2Collection intermediates, bool isClient, string? calledCountry)
{
    private volatile Judgement? last;

    /// <summary>Judges it by this trust; null refuses.</summary>
    public CertificateVerdict Judge(TrustSnapshot? trust, DateTimeOffset now)
    {
        if (last is { } held && ReferenceEquals(held.Trust, trust) && held.Holds(now))
            return held.Verdict;
        CertificateVerdict verdict = PeerCertificate.Check(trust, certificate, intermediates, isClient, calledCountry, now);
        // Nothing is kept of an unconfirmed trust: it has no snapshot that could be compared.
        last = trust is null ? null : new Judgement(trust, verdict, now, certificate.NotAfter);
        return verdict;
    }

    // An authority's own certificate may end before those that it issued, so a verdict holds for a while only.
    private sealed record Judgement(TrustSnapshot Trust, CertificateVerdict Verdict, DateTimeOffset Time, DateTimeOffset NotAfter)
    {
        public bool Holds(DateTimeOffset now) =>
            now >= Time && now - Time < ChannelLimits.CertificateCheckedEvery && (now <= NotAfter || Verdict is CertificateVerdict.Refused);
    }
}
