using System.Collections.Concurrent;
using System.Text;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Node.Operations;

namespace ContactNetwork.Node.Peers.Refusals;

/// <summary>
/// Takes note of everything that is refused at the border, from any thread and without waiting; <see cref="RefusalKeeper"/>
/// stores it within a second. One line for each place, reason and proven country, however often it happens: so neither
/// memory nor store can be filled by being refused. Safe for threads.
/// </summary>
internal sealed class RefusalBook(TimeProvider time)
{
    /// <summary>Lines kept until they are stored; what is over is counted under its reason without its country.</summary>
    public const int LinesMax = 4096;

    /// <summary>Characters of a detail.</summary>
    public const int DetailCharactersMax = 300;

    private readonly ConcurrentDictionary<RefusalKey, Line> lines = new();

    /// <summary>Notes a handshake.</summary>
    public void Note(HandshakeRefusal refusal)
    {
        Meters.PeersRefused.Add(1, new KeyValuePair<string, object?>("reason", $"CERTIFICATE_{refusal.Fault}"));
        var claim = refusal.SpiffeId is { } claimed ? $"claims to be {claimed}" : "claims no one name";
        Note(refusal.IsClient ? RefusedAt.HandshakeFrom : RefusedAt.HandshakeTo, CodeOf(refusal.Fault), "", $"{refusal.Remote} {claim}");
    }

    /// <summary>Notes something else.</summary>
    /// <param name="source">Where.</param>
    /// <param name="reason">Why, a code of ours.</param>
    /// <param name="country">The country that it was; one that is proven, or empty.</param>
    /// <param name="detail">What an operator should know; others' words in it are cut and freed of control characters.</param>
    public void Note(RefusedAt source, string reason, string country, string detail)
    {
        var key = new RefusalKey(source, reason, country);
        if (lines.Count >= LinesMax && !lines.ContainsKey(key))
            key = key with { Country = "" };
        lines.GetOrAdd(key, _ => new Line()).Add(time.GetUtcNow(), Printable(detail));
    }

    /// <summary>Takes what was noted since the last time.</summary>
    public IReadOnlyList<RefusalCount> Take()
    {
        var taken = new List<RefusalCount>();
        foreach (var (key, line) in lines)
        {
            if (line.Take(key) is { } count)
                taken.Add(count);
        }

        return taken;
    }

    /// <summary>Puts back what could not be stored.</summary>
    public void PutBack(IEnumerable<RefusalCount> counts)
    {
        foreach (var count in counts)
            lines.GetOrAdd(count.Key, _ => new Line()).PutBack(count);
    }

    /// <summary>A fault of an enumeration as a code: <c>NotYetValid</c> is <c>NOT_YET_VALID</c>.</summary>
    public static string CodeOf(Enum fault)
    {
        var code = new StringBuilder();
        foreach (var character in fault.ToString())
        {
            if (char.IsAsciiLetterUpper(character) && code.Length > 0)
                code.Append('_');
            code.Append(char.ToUpperInvariant(character));
        }

        return code.ToString();
    }

    private static string Printable(string detail)
    {
        var cut = detail.Length <= DetailCharactersMax ? detail : detail[..DetailCharactersMax];
        return PlainText.IsPrintable(cut) ? cut : string.Concat(cut.Select(character => character is >= ' ' and <= '~' ? character : '?'));
    }

    /// <summary>The counts of one key. Once stored it stays, empty: keys are few, and nobody's note is lost between two looks.</summary>
    private sealed class Line
    {
        private readonly Lock gate = new();
        private RefusalCount? current;

        public void Add(DateTimeOffset now, string detail)
        {
            lock (gate)
            {
                current = current is null
                    ? new RefusalCount(default, 1, now, detail, now, detail)
                    : current with { Count = current.Count + 1, LastTime = now, LastDetail = detail };
            }
        }

        public RefusalCount? Take(RefusalKey key)
        {
            lock (gate)
            {
                var taken = current is null ? null : current with { Key = key };
                current = null;
                return taken;
            }
        }

        public void PutBack(RefusalCount earlier)
        {
            lock (gate)
            {
                current = current is null
                    ? earlier
                    : current with { Count = current.Count + earlier.Count, FirstTime = earlier.FirstTime, FirstDetail = earlier.FirstDetail };
            }
        }
    }
}

/// <summary>What is counted together.</summary>
internal readonly record struct RefusalKey(RefusedAt Source, string Reason, string Country);

/// <summary>How often something was refused, with the first and the last.</summary>
internal sealed record RefusalCount(
    RefusalKey Key, long Count, DateTimeOffset FirstTime, string FirstDetail, DateTimeOffset LastTime, string LastDetail);
