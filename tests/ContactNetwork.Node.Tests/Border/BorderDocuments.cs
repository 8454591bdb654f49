using ContactNetwork.Federation;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>
/// Rosters and key sets signed with openssl. Version 2 of the roster gives the network to three authority keys that openssl
/// made; everything wrong claims to be version 3.
/// </summary>
internal sealed class BorderDocuments(OpenSsl openssl, TestLab lab)
{
    private const string One = "authority-1", Two = "authority-2", Three = "authority-3";

    private NetworkRoster second = null!;

    /// <summary>Version 1, as the network was founded.</summary>
    public Envelope First => lab.Network.Documents.Rosters[0];

    /// <summary>Version 2: signed by two of the former keys and two of the new.</summary>
    public Envelope Second { get; private set; } = null!;

    /// <summary>Makes the keys and version 2.</summary>
    public async Task BeginAsync()
    {
        string[] former = ["former-1", "former-2"];
        foreach (var (index, name) in former.Index())
            openssl.TakeKey(name, lab.Network.Authorities[index].ToPem());
        second = TrustDocuments.Next(lab.SnapshotFor("XB").Rosters.Current!, TestLab.Now, TimeSpan.FromDays(90));
        second.AuthorityKeys.Clear();
        foreach (var name in new[] { One, Two, Three })
        {
            await openssl.MakeKeyAsync(name, "P-384");
            second.AuthorityKeys.Add(new AuthorityKey { PublicKey = await openssl.PublicKeyAsync(name), Holder = name });
        }

        await openssl.MakeKeyAsync("stranger", "P-384");
        await openssl.MakeKeyAsync("another-stranger", "P-384");
        Second = await openssl.SignAsync("roster", second.ToByteString(), [.. former, One, Two]);
    }

    /// <summary>The right version 3.</summary>
    public Task<Envelope> ThirdAsync(Action<NetworkRoster>? change = null) => SignedAsync(Next(change), One, Three);

    /// <summary>One of the wrong ones.</summary>
    public Task<Envelope> WrongAsync(string what) => what switch
    {
        "one signature" => SignedAsync(Next(), One),
        "the same signature twice" => TwiceAsync(),
        "one signature and a stranger's" => SignedAsync(Next(), One, "stranger"),
        "strangers' signatures" => SignedAsync(Next(), "stranger", "another-stranger"),
        "former authority keys" => SignedAsync(Next(), "former-1", "former-2"),
        "expired" => ThirdAsync(roster =>
        {
            roster.CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now.AddDays(-2));
            roster.ExpireTime = Timestamp.FromDateTimeOffset(TestLab.Now.AddDays(-1));
        }),
        "older" => Task.FromResult(First),
        "another version 2" => SignedAsync(Another(roster => roster.Members[2].State = MemberState.Withdrawn), "former-1", "former-2", One, Two),
        "cut off" => PayloadAsync(payload => payload[..^5]),
        "cut off between members" => PayloadAsync(payload => payload[..^LastMemberBytes()]),
        "members in another order" => MembersAsync(roster => (roster.Members[0], roster.Members[1]) = (roster.Members[1], roster.Members[0])),
        "a member changed after signing" => MembersAsync(roster => roster.Members[2].State = MemberState.Withdrawn),
        "a version left out" => ThirdAsync(roster => roster.Version = 4),
        "a duplicate member" => ThirdAsync(roster => roster.Members.Add(roster.Members[0])),
        "two members with one key" => ThirdAsync(roster => roster.Members[0].CountryKey = roster.Members[2].CountryKey),
        "another predecessor" => ThirdAsync(roster => roster.PreviousDigest = Digest.Of("another"u8).Bytes),
        "another network" => ThirdAsync(roster =>
        {
            roster.NetworkId = "other";
            foreach (var member in roster.Members)
                member.SpiffeId = SpiffeId.Of("other", member.Country);
        }),
        "an exercise" => ThirdAsync(roster => roster.Realm = Realm.Exercise),
        "a key set" => Task.FromResult(lab.Network.Documents.KeySets[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private NetworkRoster Next(Action<NetworkRoster>? change = null)
    {
        var next = second.Clone();
        next.Version = 3;
        next.PreviousDigest = Digest.Of(second.ToByteArray()).Bytes;
        change?.Invoke(next);
        return next;
    }

    private NetworkRoster Another(Action<NetworkRoster> change)
    {
        var other = second.Clone();
        change(other);
        return other;
    }

    private Task<Envelope> SignedAsync(NetworkRoster roster, params string[] keys) =>
        openssl.SignAsync("roster", roster.ToByteString(), keys);

    private async Task<Envelope> TwiceAsync()
    {
        var envelope = await SignedAsync(Next(), One);
        envelope.Signatures.Add((await SignedAsync(Next(), One)).Signatures);
        return envelope;
    }

    private async Task<Envelope> PayloadAsync(Func<byte[], byte[]> change)
    {
        var envelope = await ThirdAsync();
        envelope.Payload = ByteString.CopyFrom(change(envelope.Payload.ToByteArray()));
        return envelope;
    }

    private async Task<Envelope> MembersAsync(Action<NetworkRoster> change)
    {
        var envelope = await ThirdAsync();
        envelope.Payload = Next(change).ToByteString();
        return envelope;
    }

    /// <summary>The last field of a payload is its last member: tag, length, member.</summary>
    private int LastMemberBytes()
    {
        var member = second.Members[^1].CalculateSize();
        return 1 + CodedOutputStream.ComputeLengthSize(member) + member;
    }
}
