using System.Collections.Immutable;
using System.Security.Cryptography;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Nodes;

/// <summary>What to make.</summary>
internal sealed record InitPlan(
    string Country, string NetworkId, Realm Realm, Uri[] Endpoints, NodeNames Names, DateTimeOffset Now, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool IsAuthorityOffline);

/// <summary>What seals the keys that are kept off the node.</summary>
internal sealed record OfflinePassphrases(string Country, ImmutableArray<string> DirectoryKeys);

/// <summary>The folders and keys of a new node. Nothing in it is secret.</summary>
internal sealed record NewNode(
    string Country,
    string NetworkId,
    string SpiffeId,
    string CountryKeyId,
    string SigningKeyId,
    DateTimeOffset NotAfter,
    string TrustFolder,
    string DataFolder,
    string OfflineFolder,
    ImmutableArray<string> DirectoryKeyFolders,
    string HandOverFolder)
{
    private const string KeySetFolder = "keysets";
    private const string WrappingKeyFile = "case-wrapping.key";
    private const int WrappingKeyBytes = 32;

    /// <summary>
    /// Makes the folders <c>trust</c> and <c>data</c> for the node, <c>offline</c> for the safe, <c>directory-1</c> and
    /// <c>directory-2</c> for two keepers, <c>hand-over</c> for the network's authorities.
    /// </summary>
    public static NewNode Make(InitPlan plan, OfflinePassphrases passphrases, string folder)
    {
        (string trust, string data) = (Path.Combine(folder, "trust"), Path.Combine(folder, "data"));
        (string offline, string handOver) = (Path.Combine(folder, "offline"), Path.Combine(folder, "hand-over"));
        using FoundedCountry country = FoundedCountry.Found(plan.NetworkId, plan.Realm, plan.Country, plan.Names, plan.NotBefore, plan.NotAfter);
        ImmutableArray<string> keepers = [.. passphrases.DirectoryKeys.Select((_, index) => Path.Combine(folder, $"directory-{index + 1}"))];
        foreach (string each in new[] { folder, trust, data, offline, handOver, Path.Combine(trust, KeySetFolder) }.Concat(keepers)) PrivateFiles.CreateFolder(each);

        // 1. The node: its certificate, its keys, its first key set.
        country.SaveForNode(trust);
        if (!plan.IsAuthorityOffline) country.Authority.Save(trust);
        byte[] keySet = TrustDocuments
            .Sign(country.DraftKeySet(plan.Realm, plan.Endpoints, plan.Now, plan.NotBefore, plan.NotAfter), country.CountryKey)
            .ToByteArray();
        PrivateFiles.WritePublic(Path.Combine(trust, KeySetFolder, $"{plan.Country}-000001.bin"), keySet);
        WriteWrappingKey(Path.Combine(data, WrappingKeyFile));

        // 2. The safe and the keepers: what signs key sets and certificates, and what confirms changes of the directory.
        PrivateFiles.WriteSecret(Path.Combine(offline, FoundedCountry.CountryKeyFile), country.CountryKey.ToSealedPem(passphrases.Country));
        country.Authority.SaveSealed(offline, passphrases.Country);
        foreach ((int index, string keeper) in keepers.Index())
        {
            PrivateFiles.WriteSecret(
                Path.Combine(keeper, FoundedCountry.DirectoryKeyFile(index + 1)), country.DirectoryKeys[index].ToSealedPem(passphrases.DirectoryKeys[index]));
        }

        // 3. The authorities: the public half.
        byte[] publicKey = country.CountryKey.Public.PublicKey.ToByteArray();
        PrivateFiles.WritePublic(
            Path.Combine(handOver, "country-key.pub"), System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", publicKey) + "\n"));
        PrivateFiles.WritePublic(Path.Combine(handOver, $"{plan.Country}-000001.bin"), keySet);
        return new NewNode(
            plan.Country, plan.NetworkId, Federation.Trust.SpiffeId.Of(plan.NetworkId, plan.Country),
            country.CountryKey.Public.KeyId, country.Node.SigningKey.Public.KeyId, plan.NotAfter, trust, data, offline, keepers, handOver);
    }

    /// <summary>The newest key set of the node's own country in its trust folder, as <see cref="Make"/> left it.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several countries'.</exception>
    public static Envelope ReadOwnKeySet(string trust)
    {
        string folder = Path.Combine(trust, KeySetFolder);
        try
        {
            NodeCredentials own = NodeCredentials.Load(trust);
            string? id = PeerCertificate.ReadSpiffeId(own.Certificate);
            return Directory.EnumerateFiles(folder, "*.bin")
                .Select(file => Envelope.Parser.ParseFrom(File.ReadAllBytes(file)))
                .Select(envelope => (Envelope: envelope, KeySet: KeySet.Parser.ParseFrom(envelope.Payload)))
                .Where(each => Federation.Trust.SpiffeId.Of(each.KeySet.NetworkId, each.KeySet.Country) == id)
                .OrderBy(each => each.KeySet.Version)
                .LastOrDefault().Envelope
                ?? throw new InvalidDataException($"{folder} holds no key set of this node's country.");
        }
        catch (Exception wrong) when (wrong is InvalidProtocolBufferException or CryptographicException)
        {
            throw new InvalidDataException($"{trust} is no node's trust folder: {wrong.Message}", wrong);
        }
    }

    private static void WriteWrappingKey(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(RandomNumberGenerator.GetBytes(WrappingKeyBytes));
        file.Flush(flushToDisk: true);
    }
}
