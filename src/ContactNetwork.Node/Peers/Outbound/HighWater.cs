using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Outbound;

/// <summary>
/// How far our chains have come, kept outside PostgreSQL: one small file for each lane, written after the numbers are
/// committed, on the disk before their first byte leaves. A database that was restored from a backup is behind it.
/// </summary>
internal sealed class HighWater(NodeIdentity node, Alarms alarms, ILogger<HighWater> log)
{
    private const string FolderName = "high-water";

    private readonly string folder = Directory.CreateDirectory(Path.Combine(node.DataFolder, FolderName)).FullName;

    /// <summary>What the files say, as this process wrote or read them last.</summary>
    private readonly ConcurrentDictionary<(string Peer, Lane Lane), ChainPosition> known = new();

    /// <summary>Writes how far a lane has come. Only the lane's lease holder does.</summary>
    /// <exception cref="IOException">The file can't be written: nothing may be sent.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(string peer, Lane lane, ChainPosition cursor)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{cursor.Epoch} {cursor.Sequence} {cursor.Digest.Hex}\n");
        DurableFile.Write(PathOf(peer, lane), Encoding.ASCII.GetBytes(line));
        known[(peer, lane)] = cursor;
    }

    /// <summary>
    /// Makes sure that the file says at least so much, and raises or lowers the lane's alarm. Called when numbers are
    /// committed, and once more for each batch before it leaves: what could not be written then is not forgotten.
    /// </summary>
    /// <returns>False where the file can't be written: nothing up to there may be sent.</returns>
    public bool TryKeep(string peer, Lane lane, ChainPosition cursor)
    {
        if (known.TryGetValue((peer, lane), out var kept) && !IsBehind(kept, cursor))
        {
            alarms.Set(PeersAlarms.HighWaterUnusable(peer, lane.Code()), false);
            return true;
        }

        return Try(peer, lane, () =>
        {
            Write(peer, lane, cursor);
            alarms.Set(PeersAlarms.HighWaterUnusable(peer, lane.Code()), false);
        });
    }

    /// <summary>Whether the file, as it was last read or written here, is ahead of the store: that was put back to an earlier state.</summary>
    public bool IsAheadOf(string peer, Lane lane, ChainPosition cursor) =>
        known.TryGetValue((peer, lane), out var kept) && IsBehind(cursor, kept);

    /// <summary>Reads how far a lane has come.</summary>
    /// <returns>False where there is a file that can't be read: nothing may be sent.</returns>
    public bool TryRead(string peer, Lane lane, out ChainPosition? cursor)
    {
        ChainPosition? read = null;
        var isRead = Try(peer, lane, () => read = Read(peer, lane));
        cursor = read;
        return isRead;
    }

    private bool Try(string peer, Lane lane, Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            alarms.Set(PeersAlarms.HighWaterUnusable(peer, lane.Code()), true);
            log.LaneHeldByItsFile(fault, peer, lane);
            return false;
        }
    }

    /// <summary>Reads how far a lane has come; nothing where there is no file, or one that a power cut left empty.</summary>
    /// <exception cref="InvalidDataException">The file holds something else; the message names it.</exception>
    public ChainPosition? Read(string peer, Lane lane)
    {
        var read = ReadFile(PathOf(peer, lane));
        if (read is { } cursor)
            known[(peer, lane)] = cursor;
        else
            known.TryRemove((peer, lane), out _);
        return read;
    }

    private static ChainPosition? ReadFile(string path)
    {
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
