using System.Security.Cryptography;

namespace ContactNetwork.Node.Store.Sealing;

/// <summary>A secret kept outside PostgreSQL: a file of 32 random bytes in the data folder, readable by its owner only.</summary>
internal static class SecretFile
{
    /// <summary>Bytes of a secret.</summary>
    public const int Bytes = 32;

    /// <summary>How long another process may be making the same secret.</summary>
    public static readonly TimeSpan TurnMax = TimeSpan.FromSeconds(10);

    /// <summary>Reads the secret, or makes it where there is none.</summary>
    public static byte[] Open(string folder, string fileName)
    {
        var path = Path.Combine(folder, fileName);
        if (!File.Exists(path))
            Make(path);
        var bytes = File.ReadAllBytes(path);
        return bytes.Length == Bytes ? bytes : throw new InvalidOperationException($"{path} must hold exactly {Bytes} bytes.");
    }

    /// <summary>
    /// Written under another name and moved into place by one process at a time: to look and then to move is two steps, and of
    /// two replicas that start at once each could go on with a secret of its own.
    /// </summary>
    private static void Make(string path)
    {
        FileStream? turn = null;
        if (!SpinWait.SpinUntil(() => (turn = TryTakeTurn($"{path}.lock")) is not null, TurnMax))
            throw new IOException($"Another process has been making {path} for {TurnMax.TotalSeconds:0} s: end it, and start this one again.");
        using (turn)
        {
            if (!File.Exists(path))
                MakeAlone(path);
        }
    }

    private static void MakeAlone(string path)
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

        File.Move(draft, path, overwrite: false);
    }

    /// <summary>The lock is the system's: it ends with the process, however that ends.</summary>
    private static FileStream? TryTakeTurn(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }
}
