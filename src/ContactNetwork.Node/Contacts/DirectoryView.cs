using System.Collections.Immutable;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Contacts;

/// <summary>The directory as it stands in memory. Immutable.</summary>
/// <param name="Id">The newest stored sheet that it knows of.</param>
/// <param name="Countries">What is held of each country that has a sheet.</param>
/// <param name="Index">Made ready for questions; holds every member.</param>
/// <param name="Refused">How many documents were refused, by country, and whether a fork is among them.</param>
/// <param name="HumanContacts">When a person was last reached at each contact point; under a country's code, by its node.</param>
internal sealed record DirectoryView(
    long Id,
    ImmutableDictionary<string, CountrySheets> Countries,
    DirectoryIndex Index,
    IReadOnlyDictionary<string, (int Count, bool IsForked)> Refused,
    IReadOnlyDictionary<string, LastContact> HumanContacts)
{
    /// <summary>Nothing is known yet.</summary>
    public static DirectoryView Empty { get; } = new(
        0,
        ImmutableDictionary<string, CountrySheets>.Empty,
        new DirectoryIndex([], Zones.Find),
        new Dictionary<string, (int, bool)>(),
        new Dictionary<string, LastContact>());

    /// <summary>Whether a version of any country's sheet is held, by the digest of its payload.</summary>
    public bool Holds(Digest digest) => Countries.Values.Any(sheets => sheets.History.Digests.Contains(digest));

    /// <summary>Writes answers from this view.</summary>
    public DirectoryAnswers Answers => new(DocumentOf, HumanContactOf);

    /// <summary>The sheet in force as signed; null when there is none.</summary>
    public Sheet? DocumentOf(string country) => Countries.GetValueOrDefault(country)?.History.Newest.Document;

    /// <summary>
    /// When a person was last reached at a contact point; null when never known. Who is reached by the country's node is
    /// reached at the contact points that name the node among their channels, and where none does, at all of them.
    /// </summary>
    public LastContact? HumanContactOf(string contactPointId)
    {
        LastContact? own = HumanContacts.TryGetValue(contactPointId, out var at) ? at : null;
        if (contactPointId.Split(':') is not ["urn", "poc", var country, ..] || !HumanContacts.TryGetValue(country, out var byNode))
            return own;
        var points = DocumentOf(country)?.ContactPoints.Where(point => point.Channels.Any(channel => channel.Kind == Federation.V1.ChannelKind.Node)).ToList() ?? [];
        var isReached = points.Count == 0 || points.Exists(point => point.Id == contactPointId);
        return isReached ? LastContact.Later(own, byNode) : own;
    }
}

/// <summary>What is held of one country.</summary>
/// <param name="History">For judging what is offered.</param>
/// <param name="Recent">The one in force last, before it those of the last 72 hours and one older.</param>
/// <param name="ReachSigned">
/// The version before these by which two directory keys signed the channels that the first of them tells; null where that
/// is among these.
/// </param>
internal sealed record CountrySheets(SheetHistory History, ImmutableArray<SheetRecord> Recent, SheetRecord? ReachSigned)
{
    /// <summary>Verifies what is stored; null where it does not hold.</summary>
    public static CountrySheets? Recall(Federation.Trust.TrustSnapshot trust, IReadOnlyList<SheetRecord> stored, DateTimeOffset now)
    {
        ImmutableArray<ReadSheet> sheets = [.. stored.Select(record => record.Sheet)];
        if (SheetJudge.Recall(trust, sheets) is not { } history)
            return null;
        var first = stored.Count - DirectoryRecords.RecentOf(stored, record => record.EffectiveTime, now);
        var signed = SheetJudge.FindReachSigned(trust, sheets[..(first + 1)]);
        return new CountrySheets(history, [.. stored.Skip(first)], signed >= 0 && signed < first ? stored[signed] : null);
    }

    /// <summary>The digest of the newest version.</summary>
    public Digest Digest => History.Newest.Digest;

    /// <summary>What a copy for keeping offline holds, oldest first.</summary>
    public IEnumerable<SheetRecord> Copied => ReachSigned is null ? Recent : Recent.Prepend(ReachSigned);

    /// <summary>What questions are answered from.</summary>
    public static CountryRecord RecordOf(string country, string displayName, IEnumerable<SheetRecord> recent) =>
        DirectoryRecords.Of(country, displayName, recent.Select(record => record.InForce));
}
