using System.Collections.Immutable;
using ContactNetwork.V1;
using Npgsql;
using NpgsqlTypes;

namespace ContactNetwork.Node.People;

/// <summary>The tables of people and their roles. Whoever changes them takes the version row first, so changes come one after another.</summary>
internal static class PeopleTables
{
    private const string PeopleSql =
        """
        select p.id, p.issuer, p.subject, p.is_machine, p.display_name,
               coalesce(array_agg(r.role order by r.role) filter (where r.role is not null), '{}'), p.same_as
        from node.person p left join node.person_role r on r.person = p.id
        group by p.id order by p.id
        """;

    private const string OpenGrantsSql =
        """
        select id, issuer, subject, is_machine, display_name, roles, proposer, propose_time, same_as from node.role_grant
        where confirm_time is null and reject_time is null and propose_time > $1
        """;

    /// <summary>Locks people against other changes until the transaction ends, and counts this one.</summary>
    public static Task BeginChangeAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, "update node.people_version set version = version + 1", cancellation);

    public static async Task<long> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select version from node.people_version", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation) ?? throw new InvalidOperationException("The row of the people's version is missing."));
    }

    public static async Task<List<PersonRecord>> ListAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(PeopleSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var people = new List<PersonRecord>();
        while (await reader.ReadAsync(cancellation))
            people.Add(new PersonRecord(reader.GetGuid(0), ReadKey(reader), reader.GetString(4), ReadRoles(reader, 5), ReadId(reader, 6)));
        return people;
    }

    /// <summary>Makes the person, or finds the one that is there; the name is brought up to date.</summary>
    public static async Task<Guid> EnsurePersonAsync(
        NpgsqlConnection connection, Guid newId, PersonKey key, string displayName, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(
            connection,
            """
            insert into node.person (id, issuer, subject, is_machine, display_name, create_time) values ($1, $2, $3, $4, $5, $6)
            on conflict on constraint person_once do update set display_name = excluded.display_name returning id
            """,
            newId, key.Issuer, key.Subject, key.IsMachine, displayName, now);
        return (Guid)(await command.ExecuteScalarAsync(cancellation) ?? throw new InvalidOperationException("A person was neither made nor found."));
    }

    /// <summary>Makes an account, and all that are the same person as it, a person's.</summary>
    public static Task LinkAsync(NpgsqlConnection connection, Guid account, Guid person, CancellationToken cancellation) => ExecuteAsync(
        connection,
        """
        update node.person set same_as = $2
        where id <> $2 and coalesce(same_as, id) = (select coalesce(same_as, id) from node.person where id = $1)
        """,
        cancellation,
        account, person);

    public static Task AddRolesAsync(NpgsqlConnection connection, Guid person, IEnumerable<Role> roles, CancellationToken cancellation) => ExecuteAsync(
        connection, "insert into node.person_role (person, role) select $1, unnest($2) on conflict do nothing", cancellation, person, Numbers(roles));

    public static Task RemoveRoleAsync(NpgsqlConnection connection, Guid person, Role role, CancellationToken cancellation) => ExecuteAsync(
        connection, "delete from node.person_role where person = $1 and role = $2", cancellation, person, (short)role);

    /// <summary>Writes down what was done, for ever.</summary>
    public static Task RecordAsync(NpgsqlConnection connection, RoleChange change, CancellationToken cancellation) => ExecuteAsync(
        connection,
        "insert into node.role_change (kind, role_grant, person, roles, actor, change_time) values ($1, $2, $3, $4, $5, $6)",
        cancellation,
        change.Kind, Nullable(change.Grant), Nullable(change.Person), Numbers(change.Roles), Nullable(change.Actor), change.Time);

    public static Task AddGrantAsync(NpgsqlConnection connection, GrantRecord grant, CancellationToken cancellation) => ExecuteAsync(
        connection,
        """
        insert into node.role_grant (id, issuer, subject, is_machine, display_name, roles, proposer, propose_time, same_as)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        cancellation,
        grant.Id,
        grant.Key.Issuer,
        grant.Key.Subject,
        grant.Key.IsMachine,
        grant.DisplayName,
        Numbers(grant.Roles),
        grant.Proposer,
        grant.ProposeTime,
        Nullable(grant.SameAs));

    public static Task ConfirmGrantAsync(NpgsqlConnection connection, Guid grant, Guid confirmer, DateTimeOffset now, CancellationToken cancellation) => ExecuteAsync(
        connection, "update node.role_grant set confirmer = $2, confirm_time = $3 where id = $1", cancellation, grant, confirmer, now);

    public static Task RejectGrantAsync(NpgsqlConnection connection, Guid grant, Guid rejecter, DateTimeOffset now, CancellationToken cancellation) => ExecuteAsync(
        connection, "update node.role_grant set rejecter = $2, reject_time = $3 where id = $1", cancellation, grant, rejecter, now);

    /// <summary>A proposal that can still be confirmed, or null.</summary>
    public static async Task<GrantRecord?> FindOpenGrantAsync(NpgsqlConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(connection, $"{OpenGrantsSql} and id = $2", now - GrantRules.OpenFor, id);
        return (await ReadGrantsAsync(command, cancellation)).SingleOrDefault();
    }

    /// <summary>The proposals that can still be confirmed, the oldest first.</summary>
    public static async Task<List<GrantRecord>> ListOpenGrantsAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(connection, $"{OpenGrantsSql} order by propose_time, id", now - GrantRules.OpenFor);
        return await ReadGrantsAsync(command, cancellation);
    }

    private static async Task<List<GrantRecord>> ReadGrantsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var grants = new List<GrantRecord>();
        while (await reader.ReadAsync(cancellation))
        {
            grants.Add(new GrantRecord(
                reader.GetGuid(0),
                ReadKey(reader),
                reader.GetString(4),
                ReadRoles(reader, 5),
                reader.GetGuid(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                ReadId(reader, 8)));
        }

        return grants;
    }

    private static PersonKey ReadKey(NpgsqlDataReader reader) => new(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3));

    private static Guid? ReadId(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private static ImmutableArray<Role> ReadRoles(NpgsqlDataReader reader, int column) =>
        [.. reader.GetFieldValue<short[]>(column).Select(number => (Role)number)];

    private static short[] Numbers(IEnumerable<Role> roles) => [.. roles.Select(role => (short)role)];

    private static object Nullable(Guid? id) => id is { } value ? value : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = DBNull.Value };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A proposal of roles.</summary>
internal sealed record GrantRecord(
    Guid Id, PersonKey Key, string DisplayName, ImmutableArray<Role> Roles, Guid Proposer, DateTimeOffset ProposeTime, Guid? SameAs);

/// <summary>One act on roles. Without an actor it was the bootstrap file's.</summary>
internal sealed record RoleChange(string Kind, Guid? Grant, Guid? Person, ImmutableArray<Role> Roles, Guid? Actor, DateTimeOffset Time)
{
    public const string Bootstrapped = "BOOTSTRAPPED";
    public const string Proposed = "PROPOSED";
    public const string Confirmed = "CONFIRMED";
    public const string Rejected = "REJECTED";
    public const string Revoked = "REVOKED";
}
