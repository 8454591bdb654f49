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
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) 
        on conflict (id) do update set
            outcome = excluded.outcome, contact_time = excluded.contact_time, language = excluded.language, correction = excluded.correction
        """;

    private const string LastHumanSql =
        """
        select coalesce(nullif(contact_point_id, ''), country), max(contact_time) from node.contact_fact
        where level = any($1) and outcome = any($2)
            and (contact_point_id = '' or starts_with(contact_point_id, 'urn:poc:' || country || ':'))
        group by 1
        """;

    private const string OfCountrySql =
        """
        select id, country, contact_point_id, level, outcome, contact_time, by_country, channel, value, language, correction
        from node.contact_fact where country = $1 and contact_time > $2 order by contact_time desc limit $3
        """;

    private const string VoiceTestSql =
        """
        select id, contact_time from node.contact_fact
        where country = $1 and by_country = $2 and level = $3 and outcome <> $4 and contact_time >= $5 and contact_time < $6
        order by contact_time limit 1
        """;

    private static readonly short[] HumanLevels = [(short)ContactLevel.HumanPing, (short)ContactLevel.Voice];
    private static readonly short[] ReachedOutcomes = [(short)ContactOutcome.Reached, (short)ContactOutcome.Late];

    /// <summary>Records a contact in this session; the same id again corrects how it went.</summary>
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

    /// <summary>A country signed its sheet anew: the strongest level, and no contact with a person.</summary>
    public static ContactFact OfRecord(string country, ulong version, DateTimeOffset at) => new(
        ContactsIds.Of($"record/{country}/{version}"),
        country,
        ContactPointId: "",
        ContactLevel.Record,
        ContactOutcome.Reached,
        at,
        ByCountry: country,
        ChannelKind.Node,
        Value: "",
        Language: "",
        Correction: "");

    /// <summary>A person of another country answered by its node. What its clock says of later than now is not believed.</summary>
    public static ContactFact OfAnswer(Guid id, string country, string byCountry, DateTimeOffset at, DateTimeOffset now) => new(
        id,
        country,
        ContactPointId: "",
        ContactLevel.HumanPing,
        ContactOutcome.Reached,
        at < now ? at : now,
        byCountry,
        ChannelKind.Node,
        Value: "",
        Language: "",
        Correction: "");

    /// <summary>When a person was last reached at each contact point; under the country's code, by its node.</summary>
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

    /// <summary>
    /// The first voice test of a country by another that was recorded in a half-year, however it went, and when; null for
    /// none. One that came back called nobody.
    /// </summary>
    public static async Task<(Guid TestId, DateTimeOffset At)?> VoiceTestAsync(
        NpgsqlConnection connection, string country, string byCountry, HalfYear half, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(VoiceTestSql, connection)
        {
            Parameters =
            {
                new() { Value = country },
                new() { Value = byCountry },
                new() { Value = (short)ContactLevel.Voice },
                new() { Value = (short)ContactOutcome.Bounced },
                new() { Value = half.From },
                new() { Value = half.Until },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
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
