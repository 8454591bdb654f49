using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Tests.Trust;

public sealed class RosterChainTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly TrustSnapshot trust;

    public RosterChainTests() => trust = network.SnapshotFor("XA");

    [Fact]
    public void The_first_roster_must_have_the_fingerprint_that_was_handed_over()
    {
        var empty = TrustSnapshot.Start(TestNetwork.Id, Realm.Operational, "XA", Digest.Of("other"u8));
        Assert.Equal(TrustFault.AnchorMismatch, FaultOf(empty.OfferRoster(network.Documents.Rosters[0])));
    }

    [Fact]
    public void The_next_version_signed_by_the_threshold_comes_into_force()
    {
        TrustSnapshot next = trust.WithState(network, "XB", MemberState.Suspended);
        Assert.Equal(2ul, next.Rosters.Current!.Version);
        Assert.Equal(MemberState.Suspended, next.FindMember("XB")!.State);
        Assert.Equal(MemberState.Active, trust.FindMember("XB")!.State);
    }

    [Fact]
    public void Fewer_signatures_than_the_threshold_are_refused()
    {
        Envelope signed = TrustDocuments.Sign(TestNetwork.NextRoster(trust), network.Authorities[0]);
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(trust.OfferRoster(signed)));
    }

    [Fact]
    public void Two_signatures_of_one_key_are_not_two()
    {
        Envelope signed = TrustDocuments.Sign(TestNetwork.NextRoster(trust), network.Authorities[0]);
        signed.Signatures.Add(TrustDocuments.Sign(TestNetwork.NextRoster(trust), network.Authorities[0]).Signatures);
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(trust.OfferRoster(signed)));
    }

    [Fact]
    public void Signatures_of_strangers_don_t_count()
    {
        using var stranger = PrivateKey.Generate(EllipticCurve.P384);
        Envelope signed = TrustDocuments.Sign(TestNetwork.NextRoster(trust), network.Authorities[0], stranger);
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(trust.OfferRoster(signed)));
    }

    [Fact]
    public void New_authority_keys_need_the_signatures_of_the_old_and_of_the_new()
    {
        PrivateKey[] fresh = [.. Enumerable.Range(0, 3).Select(_ => PrivateKey.Generate(EllipticCurve.P256))];
        NetworkRoster next = TestNetwork.NextRoster(trust);
        next.AuthorityKeys.Clear();
        next.AuthorityKeys.Add(fresh.Select(key => new AuthorityKey { PublicKey = key.Public.PublicKey }));

        Assert.Equal(TrustFault.SignerUnknown, FaultOf(trust.OfferRoster(network.SignRoster(next))));
        Assert.Equal(TrustFault.SignerUnknown, FaultOf(trust.OfferRoster(TrustDocuments.Sign(next, fresh))));
        Envelope both = TrustDocuments.Sign(next, network.Authorities[0], network.Authorities[1], fresh[0], fresh[2]);
        TrustSnapshot accepted = TestNetwork.Accepted(trust.OfferRoster(both));

        // From now on the old keys are worth nothing.
        Assert.Equal(
            TrustFault.SignerUnknown, FaultOf(accepted.OfferRoster(network.SignRoster(TestNetwork.NextRoster(accepted)))));
        Assert.IsType<TrustOffer.Accepted>(
            accepted.OfferRoster(TrustDocuments.Sign(TestNetwork.NextRoster(accepted), fresh[0], fresh[1])));
    }

    [Fact]
    public void A_lower_threshold_alone_is_a_change_of_authority_and_stays_over_half()
    {
        NetworkRoster next = TestNetwork.NextRoster(trust);
        next.Threshold = 3;
        Assert.Equal(TrustFault.SignaturesMissing, FaultOf(trust.OfferRoster(network.SignRoster(next))));
        Assert.IsType<TrustOffer.Accepted>(trust.OfferRoster(TrustDocuments.Sign(next, [.. network.Authorities])));
        next.Threshold = 1;
        Assert.Equal(TrustFault.Malformed, FaultOf(trust.OfferRoster(TrustDocuments.Sign(next, [.. network.Authorities]))));
    }

    [Fact]
    public void The_same_roster_again_is_known_and_an_older_one_is_told_as_such()
    {
        Assert.False(Assert.IsType<TrustOffer.Known>(trust.OfferRoster(network.Documents.Rosters[0])).IsOlder);
        TrustSnapshot next = trust.WithState(network, "XB", MemberState.Suspended);
        Assert.True(Assert.IsType<TrustOffer.Known>(next.OfferRoster(network.Documents.Rosters[0])).IsOlder);
    }

    [Fact]
    public void Another_rightly_signed_roster_of_a_held_version_is_an_alarm_and_ours_stays()
    {
        TrustSnapshot ours = trust.WithState(network, "XB", MemberState.Suspended);
        NetworkRoster theirs = TestNetwork.NextRoster(trust);
        theirs.Members.Single(member => member.Country == "XC").State = MemberState.Withdrawn;
        var conflict = Assert.IsType<TrustOffer.Conflict>(ours.OfferRoster(network.SignRoster(theirs)));
        Assert.Equal((2ul, ours.Rosters.Current!.Digest), (conflict.Version, conflict.Held));
        Assert.NotEqual(conflict.Held, conflict.Offered);
    }

    [Fact]
    public void An_unsigned_roster_of_a_held_version_is_no_alarm()
    {
        TrustSnapshot ours = trust.WithState(network, "XB", MemberState.Suspended);
        using var stranger = PrivateKey.Generate(EllipticCurve.P256);
        Envelope theirs = TrustDocuments.Sign(TestNetwork.NextRoster(trust), stranger);
        Assert.Equal(TrustFault.SignerUnknown, FaultOf(ours.OfferRoster(theirs)));
    }

    [Fact]
    public void A_version_left_out_is_refused()
    {
        NetworkRoster next = TestNetwork.NextRoster(trust);
        next.Version = 3;
        Assert.Equal(TrustFault.VersionGap, FaultOf(trust.OfferRoster(network.SignRoster(next))));
    }

    [Fact]
    public void A_version_that_follows_another_is_refused()
    {
        NetworkRoster next = TestNetwork.NextRoster(trust);
        next.PreviousDigest = Digest.Of("other"u8).Bytes;
        Assert.Equal(TrustFault.PreviousDigestMismatch, FaultOf(trust.OfferRoster(network.SignRoster(next))));
    }

    [Fact]
    public void An_expired_roster_stays_in_force()
    {
        Roster roster = trust.Rosters.Current!;
        Assert.True(roster.IsExpired(roster.ExpireTime));
        Assert.False(roster.IsExpired(roster.ExpireTime.AddSeconds(-1)));
        Assert.NotNull(trust.FindMember("XB"));
    }

    public static TheoryData<string, Action<NetworkRoster>> BrokenRosters => new()
    {
        { "a SPIFFE id twice", roster => roster.Members[0].SpiffeId = roster.Members[1].SpiffeId },
        { "another network's SPIFFE id", roster => roster.Members[0].SpiffeId = "spiffe://other/xa/node" },
        { "an authority key twice", roster => roster.AuthorityKeys[0].PublicKey = roster.AuthorityKeys[1].PublicKey },
        { "a lower-case country", roster => roster.Members[0].Country = "xa" },
        { "a member without state", roster => roster.Members[0].State = MemberState.Unspecified },
        { "a member without key", roster => roster.Members[0].CountryKey = Google.Protobuf.ByteString.Empty },
        { "a threshold of half", roster => { roster.AuthorityKeys.RemoveAt(2); roster.Threshold = 1; } },
        { "a threshold over all", roster => roster.Threshold = 4 },
        { "no authority keys", roster => roster.AuthorityKeys.Clear() },
        { "no times", roster => roster.ExpireTime = null },
        { "a time out of range", roster => roster.ExpireTime = new Timestamp { Seconds = long.MaxValue } },
        { "a short previous digest", roster => roster.PreviousDigest = Google.Protobuf.ByteString.CopyFrom(1, 2, 3) },
        { "too long a name", roster => roster.Members[0].DisplayName = new string('a', 101) },
        { "version 0", roster => roster.Version = 0 },
    };

    [Theory]
    [MemberData(nameof(BrokenRosters), DisableDiscoveryEnumeration = true)]
    public void A_malformed_roster_is_refused_whoever_signed_it(string rule, Action<NetworkRoster> spoil)
    {
        NetworkRoster next = TestNetwork.NextRoster(trust);
        spoil(next);
        var refused = Assert.IsType<TrustOffer.Refused>(trust.OfferRoster(network.SignRoster(next)));
        Assert.True(refused.Fault == TrustFault.Malformed, $"{rule}: {refused}");
    }

    [Fact]
    public void A_member_twice_and_a_key_that_two_members_share_have_reasons_of_their_own()
    {
        NetworkRoster twice = TestNetwork.NextRoster(trust);
        twice.Members.Add(Changed(twice.Members[0], m => m.CountryKey = twice.AuthorityKeys[2].PublicKey));
        Assert.Equal(TrustFault.DuplicateMember, FaultOf(trust.OfferRoster(network.SignRoster(twice))));
        NetworkRoster same = TestNetwork.NextRoster(trust);
        same.Members.Add(same.Members[0]);
        Assert.Equal(TrustFault.DuplicateMember, FaultOf(trust.OfferRoster(network.SignRoster(same))));
        NetworkRoster shared = TestNetwork.NextRoster(trust);
        shared.Members[0].CountryKey = shared.Members[1].CountryKey;
        Assert.Equal(TrustFault.SharedKey, FaultOf(trust.OfferRoster(network.SignRoster(shared))));
    }

    [Fact]
    public void What_was_changed_after_signing_is_told_from_what_nobody_known_has_signed()
    {
        Envelope changed = network.SignRoster(TestNetwork.NextRoster(trust));
        NetworkRoster other = TestNetwork.NextRoster(trust);
        (other.Members[0], other.Members[1]) = (other.Members[1], other.Members[0]);
        changed.Payload = Google.Protobuf.MessageExtensions.ToByteString(other);
        Assert.Equal(TrustFault.SignatureInvalid, FaultOf(trust.OfferRoster(changed)));
        changed.Payload = Google.Protobuf.ByteString.CopyFrom(changed.Payload.Span[..^3]);
        Assert.Equal(TrustFault.Unreadable, FaultOf(trust.OfferRoster(changed)));
    }

    [Fact]
    public void An_expired_roster_at_the_end_of_an_offer_does_not_replace_a_valid_one_and_a_step_on_the_way_does()
    {
        NetworkRoster brief = TestNetwork.NextRoster(trust);
        brief.ExpireTime = Timestamp.FromDateTimeOffset(TestNetwork.Now.AddMinutes(1));
        Envelope second = network.SignRoster(brief);
        TrustSnapshot held = TestNetwork.Accepted(trust.OfferRoster(second));
        Envelope third = network.SignRoster(TestNetwork.NextRoster(held));
        DateTimeOffset later = TestNetwork.Now.AddMinutes(2);

        Assert.Equal([second], RosterChain.WithoutExpired(trust, [second], TestNetwork.Now));
        Assert.Empty(RosterChain.WithoutExpired(trust, [second], later));
        Assert.Equal([second, third], RosterChain.WithoutExpired(trust, [second, third], later));
        // Where the held one has expired too, the newer one is better.
        Assert.Equal([second], RosterChain.WithoutExpired(trust, [second], TestNetwork.Now.AddDays(100)));
    }

    [Fact]
    public void A_state_of_a_later_protocol_counts_as_suspended() => Assert.Equal(
        MemberState.Suspended, trust.WithState(network, "XB", (MemberState)9).FindMember("XB")!.State);

    [Fact]
    public void Rosters_of_another_network_or_realm_are_refused()
    {
        using FoundedNetwork other = TestNetwork.Found("other");
        using FoundedNetwork exercise = TestNetwork.Found(realm: Realm.Exercise);
        Assert.Equal(TrustFault.WrongNetwork, FaultOf(trust.OfferRoster(other.Documents.Rosters[0])));
        Assert.Equal(TrustFault.WrongRealm, FaultOf(trust.OfferRoster(exercise.Documents.Rosters[0])));
        Assert.Equal(TrustFault.WrongPayloadType, FaultOf(trust.OfferRoster(network.Documents.KeySets[0])));
    }

    [Fact]
    public void The_chain_is_served_from_any_version()
    {
        TrustSnapshot next = trust.WithState(network, "XB", MemberState.Suspended).WithState(network, "XB", MemberState.Active);
        Assert.Equal(3, next.RostersAfter(0, 16).Count());
        Assert.Equal(2, next.RostersAfter(1, 16).Count());
        Assert.Single(next.RostersAfter(1, 1));
        Assert.Empty(next.RostersAfter(3, 16));
    }

    public void Dispose() => network.Dispose();

    private static Member Changed(Member member, Action<Member> change)
    {
        Member copy = member.Clone();
        change(copy);
        return copy;
    }

    private static TrustFault FaultOf(TrustOffer offer) => Assert.IsType<TrustOffer.Refused>(offer).Fault;
}
