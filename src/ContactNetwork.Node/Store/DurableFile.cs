namespace ContactNetwork.Node.Store;

/// <summary>Writes small files beside the database that must be there after a power cut.</summary>
internal static class DurableFile
{
    /// <summary>
    /// Replaces a file in one step; when this returns, the new content is on the disk under its name. A second flush, after
    /// the renaming, takes the folder's entry with it: the file's own time of change belongs to the same entry of the file
    /// system's journal.
    /// </summary>
    /// <exception cref="IOException">It can't be written; what was there stays.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
            stream.Write(content);
            stream.Flush(flushToDisk: true);
            File.Move(draft, path, overwrite: true);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
