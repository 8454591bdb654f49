using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Contacts;

/// <summary>Contacts with contact points: what tests and real cases tell of how well they are reached.</summary>
internal static class ContactFacts
{
    private const string InsertSql =
        """
        insert into node.contact_fact (id, country, contact_point_id, level, outcome, contact_time, by_country, channel, value, language, correction)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
        """;

    private const string LastHumanSql =
        """
        select contact_point_id, max(contact_time) from node.contact_fact
        where contact_point_id <> '' and level = any($1) and outcome = any($2) group by contact_point_id
        """;

    private const string OfCountrySql =
        """
        select id, country, contact_point_id, level, outcome, contact_time, by_country, channel, value, language, correction
        from node.contact_fact where country = $1 and contact_time > $2 order by contact_time desc limit $3
        """;

    private static readonly short[] HumanLevels = [(short)ContactLevel.HumanPing, (short)ContactLevel.Voice];
    private static readonly short[] ReachedOutcomes = [(short)ContactOutcome.Reached, (short)ContactOutcome.Late];

    /// <summary>Records a contact in this session; the same id again changes nothing.</summary>
    public static void Record(WriteSession session, ContactFact fact)
    {
        session.Queue(
            InsertSql,
            fact.Id,
            fact.Country,
            fact.ContactPointId,
            (short)fact.Level,
            (short)fact.Outcome,
            fact.At,
            fact.ByCountry,
            (short)fact.Channel,
            fact.Value,
            fact.Language,
            fact.Correction);
        session.WakeAfterCommit(Clerks.WakeTopics.Directory);
    }

    /// <summary>When a person was last reached at each contact point.</summary>
    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastHumanAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(LastHumanSql, connection)
        {
            Parameters = { new() { Value = HumanLevels }, new() { Value = ReachedOutcomes } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var contacts = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            contacts[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return contacts;
    }

    /// <summary>Contacts with a country after an instant, newest first.</summary>
    public static async Task<IReadOnlyList<ContactFact>> OfCountryAsync(
        NpgsqlConnection connection, string country, DateTimeOffset after, int countMax, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(OfCountrySql, connection)
        {
            Parameters = { new() { Value = country }, new() { Value = after }, new() { Value = countMax } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var facts = new List<ContactFact>();
        while (await reader.ReadAsync(cancellation))
        {
            facts.Add(new ContactFact(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                (ContactLevel)reader.GetInt16(3),
                (ContactOutcome)reader.GetInt16(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetString(6),
                (ChannelKind)reader.GetInt16(7),
                reader.GetString(8),
                reader.GetString(9),
                reader.GetString(10)));
        }

        return facts;
    }
}
