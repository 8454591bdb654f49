using System.Security.Cryptography;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>A secret kept outside PostgreSQL: a file of 32 random bytes in the data folder, readable by its owner only.</summary>
internal static class SecretFile
{
    /// <summary>Bytes of a secret.</summary>
    public const int Bytes = 32;

    /// <summary>Reads the secret, or makes it where there is none.</summary>
    public static byte[] Open(string folder, string fileName)
    {
        var path = Path.Combine(folder, fileName);
        if (!File.Exists(path))
            Make(path);
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Bytes ? bytes : throw new InvalidOperationException($"{path} must hold exactly {Bytes} bytes.");
    }

    /// <summary>Written under another name and linked into place, so that two replicas that start at once keep one secret.</summary>
    private static void Make(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(Bytes));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
