using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>
/// Makes the next version of one's own sheet out of the one in force and a file: what the file names takes the place of what
/// has the same id, or is added; what it does not name stays. Another country's entries are problems, never taken.
/// </summary>
internal static class ImportedDraft
{
    /// <summary>Makes the draft.</summary>
    /// <param name="current">The sheet in force; for a first one, empty but for network, realm and country.</param>
    /// <param name="digest">SHA-256 of its signed bytes; empty for a first one.</param>
    /// <param name="reading">What the file holds.</param>
    /// <param name="now">When the draft is made.</param>
    /// <returns>The draft, and the reading's problems with those found here, by line.</returns>
    public static (Sheet Draft, IReadOnlyList<Problem> Problems) Make(Sheet current, ByteString digest, Reading reading, DateTimeOffset now)
    {
        List<Problem> problems = [.. reading.Problems];
        Sheet draft = reading.Whole?.Clone() ?? current.Clone();
        if (reading.Whole is not null)
        {
            draft.Authorities.Add(current.Authorities);
            draft.ContactPoints.Add(current.ContactPoints);
        }

        Entry[] own = [.. reading.Entries.Where(entry => IsOwn(entry, current.Country, problems))];
        HashSet<string> seen = [];
        foreach (Entry entry in own.Where(entry => entry.Authority is not null)) Take(entry, draft, seen, problems);
        // Authorities first: a contact point may stand before its authority in the file.
        foreach (Entry entry in own.Where(entry => entry.Point is not null)) Take(entry, draft, seen, problems);
        draft.NetworkId = current.NetworkId;
        draft.Realm = current.Realm;
        draft.Country = current.Country;
        draft.Version = current.Version + 1;
        draft.PreviousDigest = digest;
        draft.CreateTime = Timestamp.FromDateTimeOffset(now);
        return (draft, [.. problems.OrderBy(problem => problem.Line)]);
    }

    private static bool IsOwn(Entry entry, string country, List<Problem> problems)
    {
        if (entry.Country == country) return true;
        problems.Add(new Problem(entry.Line, $"{entry.Id} is of {entry.Country}; only {entry.Country} can change its own sheet."));
        return false;
    }

    private static void Take(Entry entry, Sheet draft, HashSet<string> seen, List<Problem> problems)
    {
        if (!seen.Add(entry.Id)) problems.Add(new Problem(entry.Line, $"{entry.Id} stands there twice."));
        else if (entry.Authority is { } authority) Put(draft.Authorities, authority, other => other.Id);
        else if (draft.Authorities.All(known => known.Id != entry.Point!.AuthorityId))
            problems.Add(new Problem(entry.Line, $"{entry.Id} names the authority {FieldText.Shown(entry.Point!.AuthorityId)}, which is neither in the file nor in the sheet."));
        else Put(draft.ContactPoints, entry.Point!, other => other.Id);
    }

    private static void Put<T>(IList<T> list, T item, Func<T, string> id)
    {
        for (int at = 0; at < list.Count; at++)
        {
            if (id(list[at]) != id(item)) continue;
            list[at] = item;
            return;
        }

        list.Add(item);
    }
}
