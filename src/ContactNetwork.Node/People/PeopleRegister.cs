using System.Collections.Frozen;
using System.Collections.Immutable;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.People;

/// <summary>
/// Everybody, in memory, compared with the store every <see cref="LookEvery"/>. When that hasn't worked for
/// <see cref="TrustedFor"/>, nobody has any role: a right may have been withdrawn since.
/// </summary>
internal sealed class PeopleRegister(Shell shell, TokenCheck tokens, TimeProvider clock)
{
    /// <summary>How soon a change made by another replica is known here.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long the register counts without the store.</summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(30);

    private volatile Snapshot? snapshot;

    /// <summary>Everybody, by id.</summary>
    /// <exception cref="RefusalException">The store has been away for too long.</exception>
    public ImmutableArray<PersonRecord> People => Current().People;

    /// <summary>The person that a token speaks of; null where nobody was granted anything.</summary>
    /// <exception cref="RefusalException">The store has been away for too long.</exception>
    public PersonRecord? Find(PersonKey key) => Current().ByKey.GetValueOrDefault(key);

    /// <summary>The person of an id, or null.</summary>
    /// <exception cref="RefusalException">The store has been away for too long.</exception>
    public PersonRecord? Find(Guid id) => Current().ById.GetValueOrDefault(id);

    /// <summary>The ids of all accounts of the person whose account this is.</summary>
    /// <exception cref="RefusalException">The store has been away for too long.</exception>
    public ImmutableArray<Guid> AccountsOf(PersonRecord person) =>
        Current().Accounts.TryGetValue(person.ActsAs, out var accounts) ? accounts : [person.Id, person.ActsAs];

    /// <summary>The roles that count: granted here, within the issuer's ceiling; a program is never more than a machine, a person never one.</summary>
    public ImmutableArray<Role> RolesOf(PersonRecord person) =>
        tokens.Find(person.Key.Issuer) is { } issuer
            ? [.. person.Roles.Where(role => role == Role.Machine == person.Key.IsMachine && issuer.Ceiling.Contains(role))]
            : [];

    /// <summary>Reads the store unless nothing has changed there.</summary>
    public Task RefreshAsync(CancellationToken cancellation) => shell.ReadAsync(
        async (connection, inner) =>
        {
            // By a clock that nobody sets back: an old view must not count for longer.
            var now = clock.GetTimestamp();
            // The version first: what is read after it can only be newer.
            var version = await PeopleTables.VersionAsync(connection, inner);
            var last = snapshot;
            snapshot = last?.Version == version
                ? last with { ConfirmedAt = now }
                : Snapshot.Of(version, now, await PeopleTables.ListAsync(connection, inner));
            return version;
        },
        cancellation);

    private Snapshot Current() => snapshot is { } current && clock.GetElapsedTime(current.ConfirmedAt) <= TrustedFor
        ? current
        : throw new RefusalException(Domain.Refusal.Of(
            Domain.RefusalKind.Unavailable, Domain.RefusalReasons.StoreUnavailable, "The store can't be reached, so nobody's rights can be checked. Try again."));

    private sealed record Snapshot(
        long Version,
        long ConfirmedAt,
        ImmutableArray<PersonRecord> People,
        FrozenDictionary<PersonKey, PersonRecord> ByKey,
        FrozenDictionary<Guid, PersonRecord> ById,
        FrozenDictionary<Guid, ImmutableArray<Guid>> Accounts)
    {
        public static Snapshot Of(long version, long now, List<PersonRecord> people) => new(
            version,
            now,
            [.. people],
            people.ToFrozenDictionary(person => person.Key),
            people.ToFrozenDictionary(person => person.Id),
            people.GroupBy(person => person.ActsAs, person => person.Id).ToFrozenDictionary(person => person.Key, person => person.ToImmutableArray()));
    }
}
