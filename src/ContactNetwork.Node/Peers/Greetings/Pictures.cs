using System.Reflection;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>Draws the picture of this node that a peer gets in Hello.</summary>
internal sealed class Pictures(INodeCredentials credentials, IEnumerable<IGreetingRoom> rooms, TimeProvider time)
{
    private static readonly string Version =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private const int VersionCharactersMax = 50;

    /// <summary>Draws it.</summary>
    public NodePicture Draw(TrustSnapshot trust, PeerChains chains)
    {
        var picture = new NodePicture
        {
            NetworkId = trust.NetworkId,
            Realm = trust.Realm,
            Country = trust.OwnCountry,
            ProtocolMinor = Features.ProtocolMinor,
            Roster = trust.RosterVersion(),
            ClockTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            SoftwareVersion = Version.Length > VersionCharactersMax ? Version[..VersionCharactersMax] : Version,
            CertificateExpireTime = Timestamp.FromDateTime(credentials.Current.Certificate.NotAfter.ToUniversalTime()),
        };
        picture.Features.Add(Features.Own);
        picture.KeySets.Add(trust.KeySetVersions);
        picture.Notices.Add(trust.Notices.Select(notice => notice.Digest.Bytes));
        picture.Outgoing.Add(chains.Outgoing.Select(chain => Cursor(chain.Key, chain.Value.Cursor, chain.Value.Proof)));
        picture.Incoming.Add(chains.Incoming.Select(chain => Cursor(chain.Key, chain.Value.Cursor, chain.Value.Proof)));
        foreach (var room in rooms)
            room.Draw(picture);
        return picture;
    }

    private static ChainCursor Cursor(Domain.Lane lane, Federation.Dispatches.ChainPosition cursor, Envelope? proof)
    {
        var drawn = new ChainCursor { Lane = lane.ToWire(), Epoch = cursor.Epoch, Sequence = cursor.Sequence, Proof = proof };
        if (cursor.Sequence > 0)
            drawn.Digest = cursor.Digest.Bytes;
        return drawn;
    }
}
