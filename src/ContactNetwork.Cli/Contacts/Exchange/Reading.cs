using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Exchange;

/// <summary>What is wrong with a file, and where.</summary>
/// <param name="Line">The line, from 1; 0 for the whole file.</param>
/// <param name="Reason">What is wrong, in words.</param>
internal sealed record Problem(long Line, string Reason);

/// <summary>An authority or a contact point as a file tells it.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Country">Whose it is.</param>
/// <param name="Authority">The authority; null for a contact point.</param>
/// <param name="Point">The contact point; null for an authority.</param>
internal sealed record Entry(long Line, string Country, SheetAuthority? Authority, ContactPoint? Point)
{
    public string Id => Authority?.Id ?? Point?.Id ?? "";
}

/// <summary>What a file holds: the good and the bad.</summary>
/// <param name="Entries">What could be read, in the file's order.</param>
/// <param name="Problems">What could not.</param>
/// <param name="Whole">The rest of a sheet, where the format holds whole sheets: all but authorities and contact points.</param>
internal sealed record Reading(IReadOnlyList<Entry> Entries, IReadOnlyList<Problem> Problems, Sheet? Whole = null);

/// <summary>A line that can't be read; caught where the line's number is known.</summary>
internal sealed class BadLineException(string reason, long? line = null) : Exception(reason)
{
    /// <summary>The line, where it is not the one that is being read.</summary>
    public long? Line => line;
}
