using ContactNetwork.Domain;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// The one way into the store for sheets, whoever offers them: 1. nobody else accepts meanwhile; 2. they are judged against
/// what is stored; 3. what is accepted is stored; 4. what is refused is left to the caller, who knows what it means.
/// </summary>
internal sealed class SheetIntake(TrustStore trust, ILogger<SheetIntake> log)
{
    /// <summary>Takes sheets of one country, oldest first.</summary>
    /// <param name="session">The session that stores them.</param>
    /// <param name="country">The country.</param>
    /// <param name="offered">The sheets.</param>
    /// <param name="origin">Who hands them over.</param>
    /// <param name="publisher">The person who publishes; null where a peer hands over.</param>
    /// <param name="cancellation">Ends the wait for the store.</param>
    public async Task<SheetVerdict> TakeAsync(
        WriteSession session,
        string country,
        IReadOnlyList<Envelope> offered,
        string origin,
        Guid? publisher,
        CancellationToken cancellation)
    {
        var snapshot = Confirmed();
        await SheetTable.LockAsync(session.Connection, cancellation);
        var stored = await SheetTable.OfCountryAsync(session.Connection, country, cancellation);
        var held = stored.Count == 0 ? null : Recall(snapshot, stored, country);
        var verdict = SheetJudge.Judge(snapshot, held, offered, session.Now);
        if (verdict is not SheetVerdict.Accepted accepted)
            return verdict;
        Sheet? before = held?.Newest.Document;
        var effective = stored.Count == 0 ? DateTimeOffset.MinValue : stored[^1].EffectiveTime;
        foreach (var sheet in accepted.Added)
        {
            effective = Later(effective, held is null ? Earlier(sheet.CreateTime, session.Now) : session.Now);
            var record = new SheetRecord(
                sheet, effective, session.Now, origin, SheetReach.IsChanged(before, sheet.Document), publisher);
            await SheetTable.InsertAsync(session.Connection, record, cancellation);
            ContactFacts.Record(session, ContactFacts.OfRecord(sheet.Country, sheet.Version, session.Now));
            log.SheetAccepted(sheet.Country, sheet.Version, origin);
            before = sheet.Document;
        }

        session.WakeAfterCommit(WakeTopics.Directory);
        return verdict;
    }

    /// <summary>The trust in force.</summary>
    /// <exception cref="RefusalException">It could not be confirmed lately: nothing is decided by it.</exception>
    public TrustSnapshot Confirmed() => trust.Current ?? throw new RefusalException(Refusal.Of(
        RefusalKind.Unavailable, RefusalReasons.StoreUnavailable, "This node can't confirm now whom it trusts. Call again."));

    private static SheetHistory Recall(TrustSnapshot snapshot, IReadOnlyList<SheetRecord> stored, string country) =>
        SheetJudge.Recall(snapshot, [.. stored.Select(record => record.Sheet)])
        ?? throw new InvalidDataException($"The stored sheets of {country} do not verify.");

    /// <summary>
    /// What is met for the first time has been in force as long as its country says: nobody here knew another number. What
    /// follows something held is new here, whatever time its maker wrote into it.
    /// </summary>
    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one.ToUniversalTime() : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
