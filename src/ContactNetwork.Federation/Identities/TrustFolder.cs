using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Identities;

/// <summary>
/// The documents that a node starts with: <c>anchor.txt</c> (hexadecimal fingerprint of the first roster),
/// <c>rosters/*.bin</c> and <c>keysets/*.bin</c> (serialized envelopes). Later documents come from peers; a country can
/// also hand its own over by putting them here.
/// </summary>
/// <param name="Anchor">The fingerprint.</param>
/// <param name="Rosters">The rosters, by version.</param>
/// <param name="KeySets">The key sets, by version.</param>
public sealed record TrustFolder(Digest Anchor, ImmutableArray<Envelope> Rosters, ImmutableArray<Envelope> KeySets)
{
    private const string AnchorFile = "anchor.txt";
    private const string RosterFolder = "rosters";
    private const string KeySetFolder = "keysets";

    /// <summary>Reads the folder. Nothing is verified yet: offer the documents to a <see cref="TrustSnapshot"/>.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">A file holds something else; the message names it.</exception>
    public static TrustFolder Load(string folder)
    {
        string anchorPath = Path.Combine(folder, AnchorFile);
        Digest anchor = Digest.FromHex(File.ReadAllText(anchorPath).Trim())
            ?? throw new InvalidDataException($"{anchorPath} must hold 64 hexadecimal digits.");
        return new TrustFolder(
            anchor,
            ReadAll(Path.Combine(folder, RosterFolder), NetworkRoster.Parser, roster => roster.Version),
            ReadAll(Path.Combine(folder, KeySetFolder), KeySet.Parser, keySet => keySet.Version));
    }

    /// <summary>Writes the folder; files of the same documents are replaced, others stay.</summary>
    public void Save(string folder)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.CreateFolder(Path.Combine(folder, RosterFolder));
        PrivateFiles.CreateFolder(Path.Combine(folder, KeySetFolder));
        PrivateFiles.WritePublic(Path.Combine(folder, AnchorFile), System.Text.Encoding.ASCII.GetBytes(Anchor.Hex + "\n"));
        foreach (Envelope envelope in Rosters)
        {
            NetworkRoster roster = NetworkRoster.Parser.ParseFrom(envelope.Payload);
            string name = string.Create(CultureInfo.InvariantCulture, $"{roster.Version:D6}.bin");
            PrivateFiles.WritePublic(Path.Combine(folder, RosterFolder, name), envelope.ToByteArray());
        }

        foreach (Envelope envelope in KeySets)
        {
            KeySet keySet = KeySet.Parser.ParseFrom(envelope.Payload);
            string name = string.Create(CultureInfo.InvariantCulture, $"{keySet.Country}-{keySet.Version:D6}.bin");
            PrivateFiles.WritePublic(Path.Combine(folder, KeySetFolder, name), envelope.ToByteArray());
        }
    }

    private static ImmutableArray<Envelope> ReadAll<T>(string folder, MessageParser<T> parser, Func<T, ulong> version)
        where T : IMessage<T>
    {
        if (!Directory.Exists(folder))
            return [];
        return [.. Directory.EnumerateFiles(folder, "*.bin").Select(Read).OrderBy(read => read.Version).Select(read => read.Envelope)];

        (Envelope Envelope, ulong Version) Read(string path)
        {
            try
            {
                Envelope envelope = Envelope.Parser.ParseFrom(File.ReadAllBytes(path));
                return (envelope, version(parser.ParseFrom(envelope.Payload)));
            }
            catch (InvalidProtocolBufferException wrong)
            {
                throw new InvalidDataException($"{path} holds no signed document.", wrong);
            }
        }
    }
}
