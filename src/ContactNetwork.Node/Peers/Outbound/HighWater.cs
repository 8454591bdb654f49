using System.Globalization;
using System.Text;
using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// How far our chains have come, kept outside PostgreSQL: one small file for each lane, written after the numbers are
/// committed, on the disk before their first byte leaves. A database that was restored from a backup is behind it.
/// </summary>
internal sealed class HighWater(NodeIdentity node)
{
    private const string FolderName = "high-water";

    private readonly string folder = Directory.CreateDirectory(Path.Combine(node.DataFolder, FolderName)).FullName;

    /// <summary>Writes how far a lane has come. Only the lane's lease holder does.</summary>
    /// <exception cref="IOException">The file can't be written: nothing may be sent.</exception>
    public void Write(string peer, Lane lane, ChainPosition cursor)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{cursor.Epoch} {cursor.Sequence} {cursor.Digest.Hex}\n");
        DurableFile.Write(PathOf(peer, lane), Encoding.ASCII.GetBytes(line));
    }

    /// <summary>Reads how far a lane has come; nothing where there is no file, or one that a power cut left empty.</summary>
    /// <exception cref="InvalidDataException">The file holds something else; the message names it.</exception>
    public ChainPosition? Read(string peer, Lane lane)
    {
        var path = PathOf(peer, lane);
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path).Split((char[])[' ', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return null;
        return parts.Length == 3
            && ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out var epoch)
            && ulong.TryParse(parts[1], CultureInfo.InvariantCulture, out var sequence)
            && Digest.FromHex(parts[2]) is { } digest
                ? new ChainPosition(epoch, sequence, digest)
                : throw new InvalidDataException($"{path} must hold epoch, number and digest.");
    }

    /// <summary>All lanes that have a file.</summary>
    /// <exception cref="InvalidDataException">A file holds something else; the message names it.</exception>
    public IEnumerable<(string Peer, Lane Lane, ChainPosition Cursor)> All()
    {
        foreach (var path in Directory.EnumerateFiles(folder, "??-?.txt"))
        {
            var parts = Path.GetFileNameWithoutExtension(path).Split('-');
            var lane = (Lane)int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (Read(parts[0], lane) is { } cursor)
                yield return (parts[0], lane, cursor);
        }
    }

    /// <summary>Whether the store is behind the file.</summary>
    public static bool IsBehind(ChainPosition store, ChainPosition? file) =>
        file is { } high && (high.Epoch > store.Epoch || (high.Epoch == store.Epoch && high.Sequence > store.Sequence));

    private string PathOf(string peer, Lane lane) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{peer}-{(int)lane}.txt"));
}
