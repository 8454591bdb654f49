namespace ContactNetwork.Federation.Identities;

/// <summary>Writes key files that only their owner can read, whole or not at all.</summary>
public static class PrivateFiles
{
    /// <summary>Writes a file with mode 0600, replacing it in one step.</summary>
    public static void WriteSecret(string path, string text) =>
        Write(path, System.Text.Encoding.UTF8.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Writes a file with mode 0600, replacing it in one step.</summary>
    public static void WriteSecret(string path, ReadOnlySpan<byte> content) =>
        Write(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>Writes a file that others may read (0644), replacing it in one step.</summary>
    public static void WritePublic(string path, ReadOnlySpan<byte> content) => Write(
        path,
        content,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>Makes a folder with mode 0700.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        string draft = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        try
        {
            using (var stream = new FileStream(draft, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
