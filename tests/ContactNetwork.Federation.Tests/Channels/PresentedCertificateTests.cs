using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;

namespace ContactNetwork.Federation.Tests.Channels;

public sealed class PresentedCertificateTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;
    private readonly X509Certificate2 certificate;
    private readonly PresentedCertificate presented;

    public PresentedCertificateTests()
    {
        trust = network.SnapshotFor("XA");
        certificate = network.Countries["XB"].Node.Certificate;
        presented = new(certificate, [], isClient: true, calledCountry: null);
    }

    [Fact]
    public void The_verdict_holds_while_trust_and_minute_are_the_same()
    {
        CertificateVerdict first = presented.Judge(trust, TestNetwork.Now);
        Assert.IsType<CertificateVerdict.Trusted>(first);
        DateTimeOffset last = TestNetwork.Now + ChannelLimits.CertificateCheckedEvery - TimeSpan.FromSeconds(1);
        Assert.Same(first, presented.Judge(trust, last));
        Assert.NotSame(first, presented.Judge(trust, TestNetwork.Now + ChannelLimits.CertificateCheckedEvery));
    }

    [Fact]
    public void Another_trust_judges_anew_and_an_unconfirmed_one_trusts_nobody()
    {
        Assert.IsType<CertificateVerdict.Trusted>(presented.Judge(trust, TestNetwork.Now));
        using FoundedNetwork other = TestNetwork.Found();
        Assert.Equal(CertificateFault.UnknownAuthority, FaultAt(TestNetwork.Now, other.SnapshotFor("XA")));
        Assert.Equal(CertificateFault.TrustUnconfirmed, FaultAt(TestNetwork.Now, null));
        Assert.IsType<CertificateVerdict.Trusted>(presented.Judge(trust, TestNetwork.Now));
    }

    [Fact]
    public void The_end_of_the_certificate_counts_at_once()
    {
        DateTimeOffset end = certificate.NotAfter;
        Assert.IsType<CertificateVerdict.Trusted>(presented.Judge(trust, end - TimeSpan.FromSeconds(1)));
        Assert.Equal(CertificateFault.Expired, FaultAt(end + TimeSpan.FromSeconds(1), trust));
    }

    [Fact]
    public void A_clock_that_went_back_judges_anew()
    {
        Assert.IsType<CertificateVerdict.Trusted>(presented.Judge(trust, TestNetwork.Now));
        Assert.Equal(CertificateFault.NotYetValid, FaultAt(TestNetwork.Now.AddDays(-1), trust));
    }

    public void Dispose() => network.Dispose();

    private CertificateFault FaultAt(DateTimeOffset now, TrustSnapshot? judge) =>
        Assert.IsType<CertificateVerdict.Refused>(presented.Judge(judge, now)).Fault;
}
