using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Tests.Trust;

public sealed class KeySetChainTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;

    public KeySetChainTests() => trust = network.SnapshotFor("XA");

    private FoundedCountry Country => network.Countries["XB"];

    [Fact]
    public void The_next_version_comes_into_force_and_leaves_others_alone()
    {
        KeySet next = Next(keySet => keySet.Endpoints.Add("https://standby.example:5202"));
        TrustSnapshot after = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey)));
        Assert.Equal(2ul, after.FindMember("XB")!.Keys!.Version);
        Assert.Equal(2, after.FindMember("XB")!.Keys!.Endpoints.Length);
        Assert.Equal(1ul, after.FindMember("XC")!.Keys!.Version);
    }

    [Fact]
    public void A_key_set_not_signed_by_its_own_country_key_is_refused()
    {
        Assert.Equal(TrustFault.SignerUnknown, FaultOf(Next(), network.Countries["XC"].CountryKey));
        Assert.Equal(TrustFault.SignerUnknown, FaultOf(Next(), network.Authorities[0]));
        Assert.Equal(TrustFault.SignerUnknown, FaultOf(Next(), Country.Node.SigningKey));
    }

    [Fact]
    public void Versions_grow_by_one_and_name_the_one_before()
    {
        Assert.Equal(TrustFault.VersionGap, FaultOf(Next(keySet => keySet.Version = 3)));
        Assert.Equal(TrustFault.PreviousDigestMismatch, FaultOf(Next(keySet => keySet.PreviousDigest = Digest.Of("x"u8).Bytes)));
    }

    [Fact]
    public void Another_key_set_of_a_held_version_is_an_alarm_and_ours_stays()
    {
        TrustSnapshot ours = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(Next(), Country.CountryKey)));
        Envelope theirs = TrustDocuments.Sign(Next(keySet => keySet.Endpoints.Clear()), Country.CountryKey);
        var conflict = Assert.IsType<TrustOffer.Conflict>(ours.OfferKeySet(theirs));
        Assert.Equal(("XB", 2ul), (conflict.Country, conflict.Version));
        Assert.Single(ours.FindMember("XB")!.Keys!.Endpoints);
    }

    [Fact]
    public void A_version_held_is_known_and_an_older_one_that_never_was_is_refused()
    {
        Assert.IsType<TrustOffer.Known>(trust.OfferKeySet(network.Documents.KeySets[1]));

        // A newcomer may start at any version; what was before does not come back.
        var newcomer = TrustSnapshot.Start(TestNetwork.Id, Realm.Operational, "XA", network.Documents.Anchor);
        newcomer = TestNetwork.Accepted(newcomer.OfferRoster(network.Documents.Rosters[0]));
        newcomer = TestNetwork.Accepted(newcomer.OfferKeySet(TrustDocuments.Sign(Next(), Country.CountryKey)));
        Assert.Equal(
            TrustFault.Older, Assert.IsType<TrustOffer.Refused>(newcomer.OfferKeySet(network.Documents.KeySets[1])).Fault);
    }

    [Fact]
    public void A_replaced_country_key_ends_the_old_one_and_goes_on_with_a_higher_version()
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P384);
        NetworkRoster roster = TestNetwork.NextRoster(trust);
        roster.Members.Single(member => member.Country == "XB").CountryKey = fresh.Public.PublicKey;
        TrustSnapshot after = TestNetwork.Accepted(trust.OfferRoster(network.SignRoster(roster)));
        Assert.True(after.FindMember("XB")!.IsKeySetOfFormerCountryKey);

        Assert.Equal(
            TrustFault.SignerUnknown,
            Assert.IsType<TrustOffer.Refused>(after.OfferKeySet(TrustDocuments.Sign(Next(), Country.CountryKey))).Fault);
        KeySet next = Next(keySet =>
        {
            keySet.Version = 5;
            keySet.PreviousDigest = Digest.Of("a version that a thief made"u8).Bytes;
        });
        TrustSnapshot renewed = TestNetwork.Accepted(after.OfferKeySet(TrustDocuments.Sign(next, fresh)));
        Assert.False(renewed.FindMember("XB")!.IsKeySetOfFormerCountryKey);
        Assert.Equal(5ul, renewed.FindMember("XB")!.Keys!.Version);
    }

    [Fact]
    public void A_country_that_is_no_member_has_no_key_set() =>
        Assert.Equal(TrustFault.MemberUnknown, FaultOf(Next(keySet => keySet.Country = "XZ")));

    public static TheoryData<string, Action<KeySet>> BrokenKeySets => new()
    {
        { "no authority", keySet => keySet.CertificateAuthorities.Clear() },
        { "an authority twice", keySet => keySet.CertificateAuthorities.Add(keySet.CertificateAuthorities[0]) },
        { "no certificate", keySet => keySet.CertificateAuthorities[0] = ByteString.CopyFromUtf8("nonsense") },
        { "a weak authority", keySet => keySet.CertificateAuthorities[0] = Authority(RSA.Create(2048)) },
        { "an authority that another key signed", keySet => keySet.CertificateAuthorities[0] = SignedByAnother() },
        { "an authority that may not sign certificates", keySet => keySet.CertificateAuthorities[0] =
            Authority(RSA.Create(3072), X509KeyUsageFlags.CrlSign) },
        { "no signing key", keySet => keySet.SigningKeys.Clear() },
        { "a signing key twice", keySet => keySet.SigningKeys.Add(keySet.SigningKeys[0]) },
        { "a signing key in the directory too", keySet => keySet.DirectoryKeys.Add(keySet.SigningKeys[0]) },
        { "a key without times", keySet => keySet.SigningKeys[0].NotAfterTime = null },
        { "a key without state", keySet => keySet.SigningKeys[0].State = KeyState.Unspecified },
        { "an endpoint without TLS", keySet => keySet.Endpoints[0] = "http://127.0.0.1:5202" },
        { "an endpoint with a path", keySet => keySet.Endpoints[0] = "https://127.0.0.1:5202/path" },
        { "too many endpoints", keySet => keySet.Endpoints.Add(Enumerable.Range(1, 8).Select(port => $"https://127.0.0.1:{port}")) },
        { "no create time", keySet => keySet.CreateTime = null },
    };

    [Theory]
    [MemberData(nameof(BrokenKeySets), DisableDiscoveryEnumeration = true)]
    public void A_malformed_key_set_is_refused_though_rightly_signed(string rule, Action<KeySet> spoil)
    {
        TrustFault fault = FaultOf(Next(spoil));
        Assert.True(fault == TrustFault.Malformed, $"{rule}: {fault}");
    }

    [Fact]
    public void A_node_certificate_is_no_certificate_authority() => Assert.Equal(
        TrustFault.Malformed,
        FaultOf(Next(keySet => keySet.CertificateAuthorities[0] = ByteString.CopyFrom(Country.Node.Certificate.RawData))));

    [Theory]
    [InlineData(KeyState.Prepared, true, true)]
    [InlineData(KeyState.Active, true, true)]
    [InlineData(KeyState.Tainted, false, true)]
    [InlineData(KeyState.Withdrawn, false, false)]
    [InlineData((KeyState)9, false, false)]
    public void The_stage_of_a_key_decides_what_it_may_sign(KeyState state, bool mayArrive, bool mayBeKept)
    {
        KeySet next = Next(keySet => keySet.SigningKeys[0].State = state);
        TrustedMember member = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey))).FindMember("XB")!;
        Assert.Equal(mayArrive, member.KeysForArrivals(TestNetwork.Now).Contains(Country.Node.SigningKey.Public));
        Assert.Equal(mayBeKept, member.KeysForKept().Contains(Country.Node.SigningKey.Public));
    }

    [Fact]
    public void What_the_own_log_shows_as_received_before_a_withdrawal_stays_verifiable_and_nothing_after_it()
    {
        DateTimeOffset withdrawn = TestNetwork.Now.AddMinutes(10);
        VerificationKey key = Country.Node.SigningKey.Public;
        KeySet next = Next(keySet => keySet.SigningKeys[0].State = KeyState.Withdrawn);
        TrustSnapshot after = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey), withdrawn));
        TrustedMember member = after.FindMember("XB")!;

        Assert.Contains(key, member.KeysForReceived(withdrawn.AddSeconds(-1)));
        Assert.DoesNotContain(key, member.KeysForReceived(withdrawn));
        Assert.DoesNotContain(key, member.KeysForArrivals(withdrawn));
        Assert.DoesNotContain(key, member.KeysForKept());
    }

    [Fact]
    public void A_key_that_was_withdrawn_once_does_not_count_again_when_it_leaves_the_key_set()
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        VerificationKey key = Country.Node.SigningKey.Public;
        TrustSnapshot withdrawn = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(Next(keySet => keySet.SigningKeys[0].State = KeyState.Withdrawn), Country.CountryKey)));
        KeySet dropped = TrustDocuments.Next(withdrawn.FindMember("XB")!.Keys!, TestNetwork.Now);
        dropped.SigningKeys[0] = TrustDocuments.Entry(fresh.Public, KeyState.Active, TestNetwork.Now, TestNetwork.Now.AddDays(1));
        TrustSnapshot after = TestNetwork.Accepted(withdrawn.OfferKeySet(TrustDocuments.Sign(dropped, Country.CountryKey)));

        Assert.DoesNotContain(key, after.FindMember("XB")!.KeysForKept());
    }

    [Theory]
    [InlineData(false, KeyState.Active)]
    [InlineData(false, KeyState.Prepared)]
    [InlineData(false, KeyState.Tainted)]
    [InlineData(true, KeyState.Active)]
    public void A_key_that_was_withdrawn_once_never_comes_back(bool isDirectoryKey, KeyState state)
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        TrustSnapshot withdrawn = Follow(trust, next => KeysOf(next)[0].State = KeyState.Withdrawn);
        // Not even after a version that does not list it.
        TrustSnapshot without = Follow(withdrawn, next => KeysOf(next)[0] = TrustDocuments.Entry(
            fresh.Public, KeyState.Active, TestNetwork.Now, TestNetwork.Now.AddDays(1)));
        foreach (TrustSnapshot before in new[] { withdrawn, without })
        {
            KeySet next = TrustDocuments.Next(before.FindMember("XB")!.Keys!, TestNetwork.Now);
            SigningKey returned = KeysOf(TrustDocuments.Next(trust.FindMember("XB")!.Keys!, TestNetwork.Now))[0].Clone();
            returned.State = state;
            KeysOf(next)[0] = returned;
            var refused = Assert.IsType<TrustOffer.Refused>(before.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey)));
            Assert.Equal(TrustFault.KeyWithdrawn, refused.Fault);
        }

        Google.Protobuf.Collections.RepeatedField<SigningKey> KeysOf(KeySet set) => isDirectoryKey ? set.DirectoryKeys : set.SigningKeys;

        TrustSnapshot Follow(TrustSnapshot before, Action<KeySet> change)
        {
            KeySet next = TrustDocuments.Next(before.FindMember("XB")!.Keys!, TestNetwork.Now);
            change(next);
            return TestNetwork.Accepted(before.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey)));
        }
    }

    [Fact]
    public void A_key_counts_only_within_its_time()
    {
        DatedKey key = trust.FindMember("XB")!.Keys!.SigningKeys[0];
        Assert.False(key.MaySign(key.NotBefore.AddSeconds(-1)));
        Assert.True(key.MaySign(key.NotBefore));
        Assert.False(key.MaySign(key.NotAfter));
    }

    [Fact]
    public void A_key_that_left_the_key_set_still_proves_what_was_kept()
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        KeySet next = Next(keySet => keySet.SigningKeys[0].PublicKey = fresh.Public.PublicKey);
        TrustedMember member = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(next, Country.CountryKey))).FindMember("XB")!;
        Assert.DoesNotContain(Country.Node.SigningKey.Public, member.KeysForArrivals(TestNetwork.Now));
        Assert.Contains(Country.Node.SigningKey.Public, member.KeysForKept());
    }

    [Fact]
    public void What_somebody_lacks_is_served_oldest_first()
    {
        TrustSnapshot after = TestNetwork.Accepted(trust.OfferKeySet(TrustDocuments.Sign(Next(), Country.CountryKey)));
        Assert.Equal(4, after.KeySetsAfter([], 64).Count());
        Assert.Single(after.KeySetsAfter(trust.KeySetVersions, 64));
        Assert.Empty(after.KeySetsAfter(after.KeySetVersions, 64));
    }

    public void Dispose() => network.Dispose();

    private KeySet Next(Action<KeySet>? change = null)
    {
        KeySet next = TrustDocuments.Next(trust.FindMember("XB")!.Keys!, TestNetwork.Now);
        change?.Invoke(next);
        return next;
    }

    private static ByteString Authority(RSA key, X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign)
    {
        var request = new CertificateRequest("CN=XB node authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(TestNetwork.Now.AddHours(-1), TestNetwork.Now.AddDays(1));
        return ByteString.CopyFrom(certificate.RawData);
    }

    // The name is its own, the signature is not.
    private static ByteString SignedByAnother()
    {
        using CountryAuthority other = CountryAuthority.Found(TestNetwork.Id, Realm.Operational, "XB", TestNetwork.Now.AddHours(-1), TestNetwork.Now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(other.CertificateWithKey.SubjectName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.Create(other.CertificateWithKey, TestNetwork.Now, TestNetwork.Now.AddDays(1), [1, 2, 3]);
        return ByteString.CopyFrom(certificate.RawData);
    }

    private TrustFault FaultOf(KeySet keySet, PrivateKey? key = null) => Assert.IsType<TrustOffer.Refused>(
        trust.OfferKeySet(TrustDocuments.Sign(keySet, key ?? Country.CountryKey))).Fault;
}
