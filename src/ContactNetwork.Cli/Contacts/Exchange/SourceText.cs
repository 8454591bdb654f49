using System.Text;
using System.Text.Unicode;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// A file's text, line by line, from bytes that nobody vouches for: a byte order mark is passed over, lines end with CRLF
/// or LF, and lines that are not UTF-8, hold a NUL or are too long are known by their number.
/// </summary>
internal sealed class SourceText
{
    /// <summary>The largest file, in bytes.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>The longest line, in bytes.</summary>
    public const int LineBytesMax = 64 * 1024;

    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private readonly Dictionary<long, string> _bad = [];

    private SourceText(List<string> lines) => Lines = lines;

    /// <summary>The lines without their ends; a bad line is empty.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Why a line is bad, by its number from 1.</summary>
    public IReadOnlyDictionary<long, string> Bad => _bad;

    /// <exception cref="BadLineException">The file as a whole can't be read.</exception>
    public static SourceText Of(byte[] bytes)
    {
        if (bytes.Length > BytesMax) throw new BadLineException($"The file is larger than {BytesMax / 1024 / 1024} MiB.", 0);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) throw new BadLineException("The file is UTF-16; save it as UTF-8.", 0);
        int start = bytes.AsSpan().StartsWith(Mark) ? Mark.Length : 0;
        List<string> lines = [];
        var text = new SourceText(lines);
        while (start < bytes.Length)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            ReadOnlySpan<byte> line = bytes.AsSpan(start, (end < 0 ? bytes.Length : end) - start);
            start = end < 0 ? bytes.Length : end + 1;
            if (line is [.., (byte)'\r']) line = line[..^1];
            lines.Add(text.Read(line, lines.Count + 1));
        }

        return text;
    }

    /// <summary>Throws where one of the lines is bad.</summary>
    /// <exception cref="BadLineException">With the number of the bad line.</exception>
    public void Require(long first, long last)
    {
        for (long line = first; line <= last && _bad.Count > 0; line++)
            if (_bad.TryGetValue(line, out string? reason)) throw new BadLineException(reason, line);
    }

    private string Read(ReadOnlySpan<byte> line, long number)
    {
        string? reason = line.Length > LineBytesMax ? $"This line is longer than {LineBytesMax / 1024} KiB."
            : !Utf8.IsValid(line) ? "This line is not UTF-8; save the file as UTF-8."
            : line.Contains((byte)0) ? "This line holds a NUL character."
            : null;
        if (reason is null) return Encoding.UTF8.GetString(line);
        _bad[number] = reason;
        return "";
    }
}
