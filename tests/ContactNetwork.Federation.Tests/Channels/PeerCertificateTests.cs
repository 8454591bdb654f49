using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Tests.Channels;

public sealed class PeerCertificateTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;

    public PeerCertificateTests() => trust = network.SnapshotFor("XA");

    [Fact]
    public void The_right_certificate_is_that_of_its_member()
    {
        Assert.Equal("XB", Trusted(Check(network.Countries["XB"].Node.Certificate)).Member.Country);
        Assert.Equal("XB", Trusted(Check(network.Countries["XB"].Node.Certificate, isClient: false, "XB")).Member.Country);
    }

    [Fact]
    public void Nothing_is_trusted_without_certificate_or_confirmed_trust()
    {
        Assert.Equal(CertificateFault.Missing, FaultOf(Check(null)));
        Assert.Equal(CertificateFault.TrustUnconfirmed, FaultOf(PeerCertificate.Check(
            null, network.Countries["XB"].Node.Certificate, [], isClient: true, null, TestNetwork.Now)));
    }

    [Fact]
    public void The_SPIFFE_id_must_be_there_once_and_alone()
    {
        Assert.Equal(CertificateFault.SpiffeIdMissing, FaultOf(Check(Issue("XB", []))));
        Assert.Equal(CertificateFault.SeveralSpiffeIds, FaultOf(Check(Issue("XB", [Id("xb"), Id("xc")]))));
        Assert.Equal(CertificateFault.SeveralSpiffeIds, FaultOf(Check(Issue("XB", [Id("xb"), Id("xb")]))));
        Assert.Equal(CertificateFault.SeveralSpiffeIds, FaultOf(Check(Issue("XB", [Id("xb"), "https://xb.example/"]))));
    }

    [Fact]
    public void Names_of_no_member_are_strangers()
    {
        Assert.Equal(CertificateFault.Stranger, FaultOf(Check(Issue("XB", [Id("xz")]))));
        Assert.Equal(CertificateFault.OtherNetwork, FaultOf(Check(Issue("XB", ["spiffe://other/xb/node"]))));
        Assert.Equal(CertificateFault.Stranger, FaultOf(Check(Issue("XB", ["spiffe://other/xb/desk"]))));
        Assert.Equal(CertificateFault.Stranger, FaultOf(Check(Issue("XB", [Id("xb") + "/more"]))));
    }

    [Fact]
    public void An_authority_vouches_for_its_own_country_only()
    {
        Assert.Equal(CertificateFault.OtherMembersAuthority, FaultOf(Check(Issue("XC", [Id("xb")]))));
        Assert.Equal("XC", Trusted(Check(Issue("XC", [Id("xc")]))).Member.Country);
    }

    [Fact]
    public void An_unknown_authority_with_the_right_name_is_refused()
    {
        using FoundedNetwork impostor = TestNetwork.Found();
        Assert.Equal(CertificateFault.UnknownAuthority, FaultOf(Check(impostor.Countries["XB"].Node.Certificate)));
    }

    [Fact]
    public void The_certificate_of_another_member_than_the_one_called_is_refused() => Assert.Equal(
        CertificateFault.WrongMember, FaultOf(Check(network.Countries["XB"].Node.Certificate, isClient: false, "XC")));

    [Fact]
    public void Validity_is_judged_by_our_clock()
    {
        X509Certificate2 certificate = network.Countries["XB"].Node.Certificate;
        Assert.Equal(CertificateFault.Expired, FaultOf(Check(certificate, now: TestNetwork.Now.AddDays(91))));
        Assert.Equal(CertificateFault.NotYetValid, FaultOf(Check(certificate, now: TestNetwork.Now.AddHours(-3))));
        X509Certificate2 brief = Issue("XB", [Id("xb")], profile => profile with { NotAfter = TestNetwork.Now.AddMinutes(5) });
        Trusted(Check(brief));
        Assert.Equal(CertificateFault.Expired, FaultOf(Check(brief, now: TestNetwork.Now.AddMinutes(6))));
    }

    [Fact]
    public void A_certificate_serves_only_the_uses_it_names()
    {
        X509Certificate2 server = Issue("XB", [Id("xb")], profile => profile with { Usages = [CertificateProfile.ServerUsage] });
        Assert.Equal(CertificateFault.WrongUsage, FaultOf(Check(server, isClient: true)));
        Trusted(Check(server, isClient: false));
        X509Certificate2 none = Issue("XB", [Id("xb")], profile => profile with { Usages = [] });
        Assert.Equal(CertificateFault.WrongUsage, FaultOf(Check(none, isClient: true)));
    }

    [Fact]
    public void A_member_without_key_set_has_no_trusted_certificate()
    {
        var bare = TrustSnapshot.Start(TestNetwork.Id, Realm.Operational, "XA", network.Documents.Anchor);
        bare = TestNetwork.Accepted(bare.OfferRoster(network.Documents.Rosters[0]));
        Assert.Equal(CertificateFault.KeySetMissing, FaultOf(PeerCertificate.Check(
            bare, network.Countries["XB"].Node.Certificate, [], isClient: true, null, TestNetwork.Now)));
    }

    [Fact]
    public void State_is_judged_on_every_call_not_in_the_handshake()
    {
        TrustSnapshot suspended = trust.WithState(network, "XB", MemberState.Suspended);
        Assert.IsType<CertificateVerdict.Trusted>(PeerCertificate.Check(
            suspended, network.Countries["XB"].Node.Certificate, [], isClient: true, null, TestNetwork.Now));
        Assert.IsType<PeerAdmission.Suspended>(PeerAdmission.Judge(suspended, "XB"));
        TrustSnapshot withdrawn = suspended.WithState(network, "XB", MemberState.Withdrawn);
        Assert.IsType<PeerAdmission.Withdrawn>(PeerAdmission.Judge(withdrawn, "XB"));
        Assert.IsType<PeerAdmission.Withdrawn>(PeerAdmission.Judge(trust, "XZ"));
        Assert.IsType<PeerAdmission.Unconfirmed>(PeerAdmission.Judge(null, "XB"));
        Assert.IsType<PeerAdmission.Admitted>(PeerAdmission.Judge(trust, "XB"));
    }

    public void Dispose() => network.Dispose();

    private static string Id(string country) => $"spiffe://lab/{country}/node";

    private X509Certificate2 Issue(
        string authority, ImmutableArray<string> uris, Func<CertificateProfile, CertificateProfile>? change = null)
    {
        var profile = new CertificateProfile(
            "CN=test", uris, NodeNames.Loopback, TestNetwork.Now.AddMinutes(-1), TestNetwork.Now.AddDays(30));
        return (change?.Invoke(profile) ?? profile).Issue(network.Countries[authority].Authority.CertificateWithKey);
    }

    private CertificateVerdict Check(
        X509Certificate2? certificate, bool isClient = true, string? called = null, DateTimeOffset? now = null) =>
        PeerCertificate.Check(trust, certificate, [], isClient, called, now ?? TestNetwork.Now);

    private static CertificateVerdict.Trusted Trusted(CertificateVerdict verdict) =>
        Assert.IsType<CertificateVerdict.Trusted>(verdict);

    private static CertificateFault FaultOf(CertificateVerdict verdict) =>
        Assert.IsType<CertificateVerdict.Refused>(verdict).Fault;
}
