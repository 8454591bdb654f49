using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Store;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using VoiceTestDuty = ContactNetwork.Domain.Contacts.VoiceTestDuty;

namespace ContactNetwork.Node.Contacts.VoiceTestDuties;

/// <summary>Shows the voice tests that this country owes: that of this half-year and that of the one before.</summary>
internal sealed class VoiceTestDutyRows(Shell shell, NodeIdentity node, VoiceTestHindrances hindrances, IStoreClock clock)
{
    /// <summary>The duties, the newer first; only that of a country where one is named.</summary>
    public Task<IReadOnlyList<V1.VoiceTestDuty>> ListAsync(string country, CancellationToken cancellation) => shell.ReadAsync(
        async (connection, inner) =>
        {
            var now = clock.Now;
            var rows = new List<V1.VoiceTestDuty>();
            foreach (var half in (HalfYear[])[HalfYear.Of(now), HalfYear.Of(now).Before])
            {
                if (await VoiceTestDutyTable.FindAsync(connection, half, inner) is { } duty && (country.Length == 0 || duty.Country == country))
                    rows.Add(await ShowAsync(connection, duty, half, now, inner));
            }

            return (IReadOnlyList<V1.VoiceTestDuty>)rows;
        },
        cancellation);

    private async Task<V1.VoiceTestDuty> ShowAsync(
        NpgsqlConnection connection, VoiceTestDuty duty, HalfYear half, DateTimeOffset now, CancellationToken cancellation)
    {
        var done = await ContactFacts.VoiceTestAsync(connection, duty.Country, node.Country, half, cancellation);
        var state = duty.StateAt(now, half, done is not null);
        var hindrance = state is VoiceTestDutyState.Done or VoiceTestDutyState.Missed ? null : hindrances.Of(duty.Country, now);
        return new V1.VoiceTestDuty
        {
            Name = node.Name(VoiceTestDutyCall.Collection, ContactsIds.VoiceTestDuty(node.NetworkId, duty.Period, duty.Country)),
            Period = duty.Period,
            Country = duty.Country,
            State = (V1.VoiceTestDutyState)state,
            OpenTime = Timestamp.FromDateTimeOffset(duty.OpenAt),
            DueTime = Timestamp.FromDateTimeOffset(duty.DueAt),
            Hindrance = (V1.VoiceTestHindrance)(hindrance ?? 0),
            Test = done is { } test ? node.Name(ContactTestView.Collection, test.TestId) : "",
            DoneTime = done is { } at ? Timestamp.FromDateTimeOffset(at.At) : null,
            Reference = duty.Reference,
        };
    }
}
