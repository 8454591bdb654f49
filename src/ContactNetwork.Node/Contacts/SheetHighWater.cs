using System.Globalization;
using System.Text;
using ContactNetwork.Federation;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>How far this country's own sheet has come, kept outside PostgreSQL: a database that was restored from a backup is behind it.</summary>
internal sealed class SheetHighWater(NodeIdentity node)
{
    private readonly string path = Path.Combine(
        Directory.CreateDirectory(Path.Combine(node.DataFolder, "high-water")).FullName, "own-sheet.txt");

    private readonly Lock writing = new();

    /// <summary>The newest version that this node has published, 0 for none yet; null where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file holds something else; the message names it.</exception>
    public (ulong Version, Digest Digest)? Read()
    {
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && ulong.TryParse(parts[0], CultureInfo.InvariantCulture, out var version)
            && Digest.FromHex(parts[1]) is { } digest
                ? (version, digest)
                : throw new InvalidDataException($"{path} must hold version and digest.");
    }

    /// <summary>Writes the newest version.</summary>
    /// <exception cref="IOException">It can't be written; what was there stays.</exception>
    public void Write(ulong version, Digest digest)
    {
        lock (writing)
            DurableFile.Write(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version} {digest.Hex}\n")));
    }
}
