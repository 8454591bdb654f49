using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Tests.Trust;

/// <summary>Whose notices count, for which keys, and what they end.</summary>
public sealed class NoticeTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;

    public NoticeTests() => trust = network.SnapshotFor("XA");

    private FoundedCountry Country => network.Countries["XB"];

    private string SigningKeyId => Country.Node.SigningKey.Public.KeyId;

    private string CertificateKeyId => NoticeJudge.KeyIdOf(Country.Node.Certificate);

    [Fact]
    public void The_country_key_withdraws_any_key_of_its_country_and_of_no_other()
    {
        TrustSnapshot after = Accept(Sign(Country.CountryKey, SigningKeyId, CertificateKeyId, network.Countries["XC"].Node.SigningKey.Public.KeyId));
        Assert.Empty(after.FindMember("XB")!.KeysForArrivals(TestNetwork.Now));
        Assert.Single(after.FindMember("XB")!.KeysForKept());
        Assert.Empty(after.FindMember("XB")!.KeysForEarlier());
        Assert.Single(after.FindMember("XC")!.KeysForArrivals(TestNetwork.Now));
        Assert.Equal(CertificateFault.KeyCompromised, Check(after));
        Assert.Null(Check(trust));
    }

    [Fact]
    public void A_key_withdraws_itself_and_nothing_else()
    {
        TrustSnapshot after = Accept(Sign(Country.Node.SigningKey, SigningKeyId, CertificateKeyId));
        Assert.Equal([SigningKeyId], after.FindMember("XB")!.CompromisedKeyIds);
        Assert.False(Assert.Single(after.Notices).IsByCountryKey);
        Assert.Null(Check(after));
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(Sign(Country.Node.SigningKey, CertificateKeyId)));
    }

    [Fact]
    public void An_authority_in_wrong_hands_vouches_for_nobody()
    {
        string authority = NoticeJudge.KeyIdOf(trust.FindMember("XB")!.Keys!.CertificateAuthorities[0]);
        Assert.Equal(CertificateFault.UnknownAuthority, Check(Accept(Sign(Country.CountryKey, authority))));
    }

    [Fact]
    public void A_stranger_s_notice_and_another_country_s_count_for_nothing()
    {
        using PrivateKey stranger = PrivateKey.Generate(EllipticCurve.P256);
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(Sign(stranger, SigningKeyId)));
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(Sign(network.Authorities[0], SigningKeyId)));
        TrustSnapshot after = Accept(Sign(network.Countries["XC"].CountryKey, SigningKeyId));
        Assert.Single(after.FindMember("XB")!.KeysForArrivals(TestNetwork.Now));
    }

    [Fact]
    public void After_recovery_to_other_keys_an_old_notice_has_no_effect()
    {
        Envelope old = Sign(Country.CountryKey, SigningKeyId, Country.CountryKey.Public.KeyId);
        using PrivateKey newCountryKey = PrivateKey.Generate(EllipticCurve.P384);
        using PrivateKey newSigningKey = PrivateKey.Generate(EllipticCurve.P256);
        NetworkRoster roster = TestNetwork.NextRoster(trust);
        roster.Members.Single(member => member.Country == "XB").CountryKey = newCountryKey.Public.PublicKey;
        TrustSnapshot recovered = TestNetwork.Accepted(trust.OfferRoster(network.SignRoster(roster)));
        recovered = TestNetwork.Accepted(recovered.OfferKeySet(TrustDocuments.Sign(Next(newSigningKey), newCountryKey)));

        TrustSnapshot replayed = Accept(old, recovered);
        Assert.Equal([newSigningKey.Public], replayed.FindMember("XB")!.KeysForArrivals(TestNetwork.Now));
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(Sign(Country.CountryKey, newSigningKey.Public.KeyId), recovered));
    }

    [Fact]
    public void A_compromised_country_key_signs_no_key_set_until_the_roster_replaces_it()
    {
        using PrivateKey signingKey = PrivateKey.Generate(EllipticCurve.P256);
        TrustSnapshot after = Accept(Sign(Country.CountryKey, Country.CountryKey.Public.KeyId));
        var refused = Assert.IsType<TrustOffer.Refused>(after.OfferKeySet(TrustDocuments.Sign(Next(signingKey), Country.CountryKey)));
        Assert.Equal(TrustFault.KeyCompromised, refused.Fault);
    }

    [Fact]
    public void The_same_again_is_known_and_so_is_one_that_names_no_further_key()
    {
        TrustSnapshot after = Accept(Sign(Country.CountryKey, SigningKeyId, CertificateKeyId));
        Assert.IsType<TrustOffer.Known>(after.OfferNotice(Sign(Country.CountryKey, SigningKeyId)));
        Assert.IsType<TrustOffer.Known>(after.OfferNotice(Sign(Country.Node.SigningKey, SigningKeyId)));
    }

    [Fact]
    public void A_notice_of_another_network_realm_kind_or_form_is_refused()
    {
        Assert.Equal(TrustFault.WrongNetwork, FaultOf(Sign(Country.CountryKey, notice => notice.NetworkId = "other")));
        Assert.Equal(TrustFault.WrongRealm, FaultOf(Sign(Country.CountryKey, notice => notice.Realm = Realm.Exercise)));
        Assert.Equal(TrustFault.Malformed, FaultOf(Sign(Country.CountryKey, notice => notice.KeyIds.Clear())));
        Assert.Equal(TrustFault.Malformed, FaultOf(Sign(Country.CountryKey, notice => notice.KeyIds.Add(SigningKeyId))));
        Assert.Equal(TrustFault.Malformed, FaultOf(Sign(Country.CountryKey, notice => notice.KeyIds.Add(SigningKeyId.ToUpperInvariant()))));
        Assert.Equal(TrustFault.WrongPayloadType, FaultOf(network.Documents.KeySets[0]));
    }

    [Fact]
    public void The_keys_of_a_country_in_notices_are_bounded()
    {
        TrustSnapshot after = trust;
        for (int round = 0; round < TrustLimits.NoticeKeysPerCountryMax / TrustLimits.NoticeKeysMax; round++)
            after = Accept(Sign(Country.CountryKey, [.. MadeUp(round, TrustLimits.NoticeKeysMax)]), after);
        Assert.Equal(TrustFault.TooMany, FaultOf(Sign(Country.CountryKey, [.. MadeUp(99, 1)]), after));
    }

    public void Dispose() => network.Dispose();

    private static IEnumerable<string> MadeUp(int round, int count) =>
        Enumerable.Range(0, count).Select(number => Digest.Of(BitConverter.GetBytes((round * 1000) + number)).Hex);

    private Envelope Sign(PrivateKey key, params string[] keyIds) => Sign(key, notice =>
    {
        notice.KeyIds.Clear();
        notice.KeyIds.Add(keyIds);
    });

    private Envelope Sign(PrivateKey key, Action<CompromisedNotice> change)
    {
        var notice = new CompromisedNotice
        {
            NetworkId = TestNetwork.Id,
            Realm = Realm.Operational,
            CreateTime = Timestamp.FromDateTimeOffset(TestNetwork.Now),
            KeyIds = { SigningKeyId },
        };
        change(notice);
        return TrustDocuments.Sign(notice, key);
    }

    private KeySet Next(PrivateKey signingKey)
    {
        KeySet next = TrustDocuments.Next(trust.FindMember("XB")!.Keys!, TestNetwork.Now);
        next.SigningKeys.Clear();
        next.SigningKeys.Add(TrustDocuments.Entry(
            signingKey.Public, KeyState.Active, TestNetwork.Now.AddHours(-1), TestNetwork.Now.AddDays(30)));
        return next;
    }

    private TrustSnapshot Accept(Envelope notice, TrustSnapshot? at = null) => TestNetwork.Accepted((at ?? trust).OfferNotice(notice));

    private TrustFault FaultOf(Envelope notice, TrustSnapshot? at = null) =>
        Assert.IsType<TrustOffer.Refused>((at ?? trust).OfferNotice(notice)).Fault;

    private CertificateFault? Check(TrustSnapshot at) => PeerCertificate.Check(
        at, Country.Node.Certificate, [], isClient: true, calledCountry: null, TestNetwork.Now) switch
    {
        CertificateVerdict.Refused refused => refused.Fault,
        _ => null,
    };
}
