using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Federation.Tests.Identities;

public sealed class FilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("contact-network-").FullName;
    private readonly FoundedNetwork network = TestNetwork.Found();

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Private_keys_can_be_read_only_by_their_owner()
    {
        network.SaveForNode("XA", folder);
        foreach (string file in new[] { "node.key", "signing.key" })
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, file)));
        }

        Assert.False(File.Exists(Path.Combine(folder, "country.key")));
        Assert.False(File.Exists(Path.Combine(folder, "ca.key")));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.new"));
    }

    [Fact]
    public void A_node_finds_in_its_folder_all_that_it_starts_with()
    {
        network.SaveForNode("XA", folder);
        NodeCredentials credentials = NodeCredentials.Load(folder);
        Assert.Equal(network.Countries["XA"].Node.Certificate.Thumbprint, credentials.Certificate.Thumbprint);
        Assert.Equal(network.Countries["XA"].Node.SigningKey.Public, credentials.SigningKey.Public);

        TrustFolder documents = TrustFolder.Load(folder);
        var trust = TrustSnapshot.Start(TestNetwork.Id, Realm.Operational, "XA", documents.Anchor);
        trust = TestNetwork.Accepted(trust.OfferRoster(Assert.Single(documents.Rosters)));
        foreach (Envelope keySet in documents.KeySets)
            trust = TestNetwork.Accepted(trust.OfferKeySet(keySet));
        Assert.Equal(3, trust.KeySetVersions.Length);
    }

    [Fact]
    public void A_saved_network_goes_on()
    {
        network.Save(folder);
        using FoundedNetwork loaded = FoundedNetwork.Load(folder);
        TrustSnapshot trust = loaded.SnapshotFor("XB").WithState(loaded, "XC", MemberState.Withdrawn);
        Assert.Equal(MemberState.Withdrawn, trust.FindMember("XC")!.State);
        KeySet next = TrustDocuments.Next(trust.FindMember("XB")!.Keys!, TestNetwork.Now);
        Assert.IsType<TrustOffer.Accepted>(trust.OfferKeySet(TrustDocuments.Sign(next, loaded.Countries["XB"].CountryKey)));
    }

    [Fact]
    public void A_file_with_something_else_is_named()
    {
        network.SaveForNode("XA", folder);
        File.WriteAllText(Path.Combine(folder, "anchor.txt"), "nonsense");
        Assert.Contains("anchor.txt", Assert.Throws<InvalidDataException>(() => TrustFolder.Load(folder)).Message, StringComparison.Ordinal);
        network.SaveForNode("XA", folder);
        File.WriteAllText(Path.Combine(folder, "rosters", "000009.bin"), "nonsense");
        Assert.Contains("000009.bin", Assert.Throws<InvalidDataException>(() => TrustFolder.Load(folder)).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        network.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
