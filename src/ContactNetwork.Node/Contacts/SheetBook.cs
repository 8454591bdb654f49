using System.Collections.Immutable;
using System.Diagnostics;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.HumanContacts;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Trust;
using Npgsql;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// The directory in memory, compared with the store every 2 s. While the store is away look-ups go on and tell their age:
/// an old number is better than none. What is stored is verified anew when it is read.
/// </summary>
internal sealed class SheetBook(
    NpgsqlDataSource source, TrustStore trust, IStoreClock clock, Alarms alarms, ILogger<SheetBook> log) : IDisposable
{
    /// <summary>How often the store is looked at.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>After how long without the store answers are marked as old.</summary>
    public static readonly TimeSpan OldAfter = TimeSpan.FromSeconds(30);

    /// <summary>The versions of so many countries are in memory at once while they are verified.</summary>
    public const int CountriesTogether = 32;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HashSet<string> raised = new(StringComparer.Ordinal);
    private volatile DirectoryView view = DirectoryView.Empty;
    private TrustSnapshot? seenTrust;
    private string? storeSeen;
    private long comparedAt = long.MinValue;
    private DateTimeOffset compareTime = DateTimeOffset.UnixEpoch;

    /// <summary>The directory as it was compared last.</summary>
    public DirectoryView View => view;

    /// <summary>When it was compared last, by the store's clock.</summary>
    public DateTimeOffset CompareTime => compareTime;

    /// <summary>It could not be compared for 30 s.</summary>
    public bool IsOld => Volatile.Read(ref comparedAt) is var at && (at == long.MinValue || Stopwatch.GetElapsedTime(at) >= OldAfter);

    /// <summary>Compares with the store.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var askedAt = Stopwatch.GetTimestamp();
            var now = clock.Now;
            var snapshot = trust.Last;
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var refused = await RefusedSheets.CountAsync(connection, cancellation);
            var contacts = await LastContactsAsync(connection, cancellation);
            // Another store in the place of ours may lack what is known here: then everything is read anew.
            var store = await StoreInstance.NameAsync(connection, cancellation);
            var isOther = storeSeen is not null && storeSeen != store;
            var start = isOther ? DirectoryView.Empty : view;
            if (isOther)
                seenTrust = null;
            var stored = await SheetTable.ChangedAsync(connection, ReferenceEquals(snapshot, seenTrust) ? start.Id : 0, cancellation);
            var stale = StaleMembers(snapshot);
            var countries = start.Countries;
            var unread = stored.Where(each => each.Id > start.Id || stale.Contains(each.Country)).Select(each => each.Country);
            foreach (var some in unread.Chunk(CountriesTogether))
            {
                var records = await SheetTable.OfCountriesAsync(connection, some, cancellation);
                foreach (var country in some)
                    countries = Put(countries, country, Recall(snapshot, country, [.. records[country]], now));
            }

            var id = Math.Max(start.Id, stored.Select(each => each.Id).DefaultIfEmpty(0).Max());
            var changed = stored.Where(each => each.Id > start.Id).Select(each => each.Country).Concat(stale).ToHashSet(StringComparer.Ordinal);
            view = changed.Count > 0
                ? new DirectoryView(id, countries, Index(start, snapshot, countries, changed), refused, contacts)
                : start with { Refused = refused, HumanContacts = contacts };
            storeSeen = store;
            seenTrust = snapshot;
            compareTime = now;
            Volatile.Write(ref comparedAt, askedAt);
            Warn(snapshot.OwnCountry, now);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Tells when answers have become old.</summary>
    public void WarnOfAge() => alarms.Set(ContactsAlarms.DirectoryOld, IsOld);

    public void Dispose() => gate.Dispose();

    /// <summary>What this country knows itself, and what others told of.</summary>
    private static async Task<Dictionary<string, LastContact>> LastContactsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var own = await ContactFacts.LastHumanAsync(connection, cancellation);
        var told = await HumanContactTable.AllAsync(connection, cancellation);
        return own.Select(each => KeyValuePair.Create(each.Key, new LastContact(each.Value, IsDayOnly: false)))
            .Concat(told)
            .GroupBy(each => each.Key, StringComparer.Ordinal)
            .ToDictionary(
                each => each.Key,
                each => each.Select(known => (LastContact?)known.Value).Aggregate(LastContact.Later)!.Value,
                StringComparer.Ordinal);
    }

    private CountrySheets? Recall(TrustSnapshot snapshot, string country, IReadOnlyList<SheetRecord> stored, DateTimeOffset now)
    {
        var sheets = CountrySheets.Recall(snapshot, stored, now);
        if (sheets is null && snapshot.FindMember(country) is not null)
            log.SheetUnusable(country);
        alarms.Set(ContactsAlarms.SheetUnusable(country), sheets is null && snapshot.FindMember(country) is not null);
        return sheets;
    }

    private static ImmutableDictionary<string, CountrySheets> Put(
        ImmutableDictionary<string, CountrySheets> countries, string country, CountrySheets? sheets) =>
        sheets is null ? countries.Remove(country) : countries.SetItem(country, sheets);

    /// <summary>The members whose keys or entry have changed since this was compared last, and those that are members no more.</summary>
    private HashSet<string> StaleMembers(TrustSnapshot snapshot)
    {
        if (ReferenceEquals(snapshot, seenTrust))
            return [];
        var stale = (seenTrust?.Members.Keys ?? []).Where(country => snapshot.FindMember(country) is null).ToHashSet(StringComparer.Ordinal);
        stale.UnionWith(snapshot.Members.Values
            .Where(member => seenTrust?.FindMember(member.Country) is not { } seen || !member.HasSameKeysAs(seen))
            .Select(member => member.Country));
        return stale;
    }

    private static DirectoryIndex Index(
        DirectoryView start, TrustSnapshot snapshot, ImmutableDictionary<string, CountrySheets> countries, HashSet<string> changed)
    {
        var members = changed.Select(snapshot.FindMember).OfType<TrustedMember>().Where(DirectoryRecords.IsIn).ToList();
        return start.Index.With(
            members.Select(member => DirectoryRecords.Of(
                member, (countries.GetValueOrDefault(member.Country)?.Recent ?? []).Select(record => record.InForce))),
            changed.Except(members.Select(member => member.Country)));
    }

    private void Warn(string own, DateTimeOffset now)
    {
        WarnOfAge();
        var record = view.Index.Find(own);
        var isStale = record?.InForce is { } sheet && RecordQuality.Of(sheet, now).IsStale;
        alarms.Set(ContactsAlarms.SheetUnconfirmed, isStale);
        foreach (var (country, _) in view.Refused.Where(refused => refused.Value.IsForked && raised.Add(refused.Key)))
            alarms.Set(ContactsAlarms.SheetForked(country), true);
    }
}
