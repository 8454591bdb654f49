using System.Security.Cryptography;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>
/// The key that wraps the case keys: a file outside PostgreSQL, made on first start, readable by the node's user only.
/// Whoever loses it loses every case's content, so it is backed up apart from the database.
/// </summary>
internal sealed class WrappingKey
{
    /// <summary>The name of the file in the node's data folder.</summary>
    public const string FileName = "case-wrapping.key";

    private const int KeyBytes = 32;
    private readonly byte[] key;

    private WrappingKey(byte[] key)
    {
        this.key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, 8));
    }

    /// <summary>Names the key without telling it: the first 8 bytes of its SHA-256, hexadecimal.</summary>
    public string Id { get; }

    /// <summary>Reads the key of this data folder, or makes it when there is none yet.</summary>
    /// <exception cref="InvalidDataException">The file does not hold 32 bytes in base64.</exception>
    public static WrappingKey LoadOrCreate(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        var file = Path.Combine(dataFolder, FileName);
        if (!File.Exists(file))
        {
            Create(file);
        }

        try
        {
            var bytes = Convert.FromBase64String(File.ReadAllText(file).Trim());
            return bytes.Length == KeyBytes ? new WrappingKey(bytes) : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new InvalidDataException($"{file} does not hold a key of {KeyBytes} bytes in base64; restore it from its backup.");
        }
    }

    /// <summary>Wraps a case key.</summary>
    public byte[] Wrap(Guid caseId, ReadOnlySpan<byte> caseKey) => SealedBytes.Seal(key, caseKey, SealedBytes.Label(caseId, "case-key"));

    /// <summary>Unwraps a case key.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Another key wrapped it, or the row was altered.</exception>
    public byte[] Unwrap(Guid caseId, ReadOnlySpan<byte> wrapped) => SealedBytes.Open(key, wrapped, SealedBytes.Label(caseId, "case-key"));

    /// <summary>Writes to a name of its own first, so that a crash leaves no half key; of two starts at once one wins.</summary>
    private static void Create(string file)
    {
        var fresh = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(fresh, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(fresh);
        }
    }
}
