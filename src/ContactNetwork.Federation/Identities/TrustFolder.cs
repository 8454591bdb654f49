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
    public static TrustFolder Load(string folder) => new(
        LoadAnchor(folder),
        ReadAll(Path.Combine(folder, RosterFolder), NetworkRoster.Parser, roster => roster.Version),
        ReadAll(Path.Combine(folder, KeySetFolder), KeySet.Parser, keySet => keySet.Version));

    /// <summary>Reads the anchor alone, whatever else lies in the folder.</summary>
    /// <exception cref="IOException">The file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">The file holds something else; the message names it.</exception>
    public static Digest LoadAnchor(string folder)
    {
        string path = Path.Combine(folder, AnchorFile);
        return Digest.FromHex(File.ReadAllText(path).Trim()) ?? throw new InvalidDataException($"{path} must hold 64 hexadecimal digits.");
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
            PrivateFiles.WritePublic(Path.Combine(folder, RosterFolder, RosterName(roster.Version)), envelope.ToByteArray());
        }

        foreach (Envelope envelope in KeySets)
        {
            KeySet keySet = KeySet.Parser.ParseFrom(envelope.Payload);
            string name = KeySetName(keySet.Country, keySet.Version);
            PrivateFiles.WritePublic(Path.Combine(folder, KeySetFolder, name), envelope.ToByteArray());
        }
    }

    /// <summary>
    /// Adds the rosters and the own key sets of a view that the folder lacks. A file that is there stays, whatever it holds.
    /// </summary>
    /// <returns>The files that were added.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static ImmutableArray<string> Add(string folder, TrustSnapshot trust)
    {
        var added = ImmutableArray.CreateBuilder<string>();
        foreach (Roster roster in trust.Rosters.Versions)
            AddFile(Path.Combine(folder, RosterFolder, RosterName(roster.Version)), roster.Envelope);
        foreach (MemberKeys keys in trust.Own?.KeySets?.Versions ?? [])
            AddFile(Path.Combine(folder, KeySetFolder, KeySetName(keys.Country, keys.Version)), keys.Envelope);
        return added.ToImmutable();

        void AddFile(string path, Envelope envelope)
        {
            if (File.Exists(path) || IsHeld(path, envelope))
                return;
            PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
            PrivateFiles.WritePublic(path, envelope.ToByteArray());
            added.Add(Path.GetFileName(path));
        }
    }

    /// <summary>
    /// Tells one state of the folder's documents from another: names, sizes and times of all files. A newest time alone would
    /// miss a file that was copied with an older one.
    /// </summary>
    public static Digest StampOf(string folder)
    {
        IEnumerable<string> files = new DirectoryInfo(folder)
            .EnumerateFiles("*.bin", SearchOption.AllDirectories)
            .Select(file => string.Create(
                CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length} {file.LastWriteTimeUtc.Ticks}\n"))
            .Order(StringComparer.Ordinal);
        return Digest.Of(System.Text.Encoding.UTF8.GetBytes(string.Concat(files)));
    }

    /// <summary>People may have given the file another name.</summary>
    private static bool IsHeld(string path, Envelope envelope)
    {
        byte[] content = envelope.ToByteArray();
        return Directory.Exists(Path.GetDirectoryName(path))
            && new DirectoryInfo(Path.GetDirectoryName(path)!)
                .EnumerateFiles("*.bin")
                .Any(file => file.Length == content.Length && File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(content));
    }

    private static string RosterName(ulong version) => string.Create(CultureInfo.InvariantCulture, $"{version:D6}.bin");

    private static string KeySetName(string country, ulong version) =>
        string.Create(CultureInfo.InvariantCulture, $"{country}-{version:D6}.bin");

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
