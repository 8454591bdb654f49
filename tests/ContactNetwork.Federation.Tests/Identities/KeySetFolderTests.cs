using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Tests.Identities;

/// <summary>A country's people tend its key sets in a folder, also across a change of the country key.</summary>
public sealed class KeySetFolderTests : IDisposable
{
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly string folder = Directory.CreateTempSubdirectory("key-set-folder-").FullName;

    [Fact]
    public void After_the_roster_has_replaced_the_country_key_the_next_key_set_follows_the_one_in_force_under_the_new_key()
    {
        using PrivateKey fresh = PrivateKey.Generate(EllipticCurve.P384);
        NetworkRoster next = TestNetwork.NextRoster(network.SnapshotFor("XB"));
        next.Members.Single(member => member.Country == "XB").CountryKey = fresh.Public.PublicKey;
        network.With([network.SignRoster(next)], []).SaveForNode("XB", folder);

        KeySetFolder opened = KeySetFolder.Open(folder, "XB");
        Assert.Equal(1ul, opened.Current.Version);
        KeySetFolder drafted = opened.With(opened.DraftOrNext(TestNetwork.Now));
        Assert.Throws<InvalidDataException>(() => drafted.Sign(network.Countries["XB"].CountryKey));
        Assert.Equal(2ul, drafted.Sign(fresh).Current.Version);

        KeySetFolder second = KeySetFolder.Open(folder, "XB");
        Assert.Equal(3ul, second.With(second.DraftOrNext(TestNetwork.Now)).Sign(fresh).Current.Version);
        // Others' key sets count by the newest roster alone.
        Assert.Null(DocumentChain.Verify(TrustFolder.Load(folder), "XC").Trust.FindMember("XB")!.KeySets!.Versions.FirstOrDefault(keys => keys.Version == 1));
    }

    public void Dispose()
    {
        network.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
