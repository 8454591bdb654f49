using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Store;
using Google.Protobuf;
using Npgsql;

namespace ContactNetwork.Node.Contacts.HumanContacts;

/// <summary>When a person was last reached, as other countries told: one row for each country and contact point.</summary>
internal static class HumanContactTable
{
    private const string PutSql =
        """
        insert into node.human_contact (country, contact_point_id, contact_date, by_country, envelope, receive_time)
        values (?, ?, ?, ?, ?, ?)
        on conflict (country, contact_point_id) do update set
            contact_date = excluded.contact_date, by_country = excluded.by_country, envelope = excluded.envelope, receive_time = excluded.receive_time
        where excluded.contact_date > human_contact.contact_date
        """;

    private const string AllSql = "select coalesce(nullif(contact_point_id, ''), country), contact_date from node.human_contact";

    /// <summary>Keeps a contact in this session; one of the same day or an older one changes nothing.</summary>
    public static void Put(WriteSession session, HumanContact contact, DateOnly date, Envelope envelope)
    {
        session.Queue(PutSql, contact.Country, contact.ContactPointId, date, contact.ByCountry, envelope.ToByteArray(), session.Now);
        session.WakeAfterCommit(Clerks.WakeTopics.Directory);
    }

    /// <summary>All of them, by contact point; under the country's code, by its node.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, LastContact>>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var contacts = new List<KeyValuePair<string, LastContact>>();
        while (await reader.ReadAsync(cancellation))
        {
            var day = new DateTimeOffset(reader.GetFieldValue<DateOnly>(1), TimeOnly.MinValue, TimeSpan.Zero);
            contacts.Add(KeyValuePair.Create(reader.GetString(0), new LastContact(day, IsDayOnly: true)));
        }

        return contacts;
    }
}
