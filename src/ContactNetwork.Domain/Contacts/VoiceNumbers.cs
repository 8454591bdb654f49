using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A number that a voice test may dial.</summary>
/// <param name="Channel">The kind of telephone.</param>
/// <param name="Number">E.164.</param>
/// <param name="IsPrevious">It is the number from before a change within 72 hours.</param>
public sealed record VoiceNumber(ChannelKind Channel, string Number, bool IsPrevious);

/// <summary>
/// Which numbers a voice test may dial: those on which tests are allowed, in the order of the sheet; while numbers are newer
/// than 72 hours those from before. Whoever stole a key and changed the number must not be the one who passes the test.
/// </summary>
public static class VoiceNumbers
{
    /// <summary>The numbers, in order; empty where tests are allowed on none, or none is old enough.</summary>
    /// <param name="record">The country.</param>
    /// <param name="point">The contact point as it is in force.</param>
    /// <param name="now">The instant.</param>
    public static ImmutableArray<VoiceNumber> Of(CountryRecord record, ContactPoint point, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(point);
        ContactPoint? before = RecentChange.Before(record, now)?.Content.FindContactPoint(point.Id);
        bool isOld = before is not null && ContactReaches.SpokenNumbers(before).SequenceEqual(ContactReaches.SpokenNumbers(point));
        return isOld
            ? [.. Allowed(point).Select(channel => new VoiceNumber(channel.Kind, channel.Value, IsPrevious: false))]
            : [.. Allowed(before).Select(channel => new VoiceNumber(channel.Kind, channel.Value, IsPrevious: true))];
    }

    /// <summary>The contact point to call where none was named: a primary one first, in the order of the sheet; null where none can be.</summary>
    /// <param name="record">The country.</param>
    /// <param name="now">The instant.</param>
    public static ContactPoint? PointOf(CountryRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (record.InForce?.Content.ContactPoints ?? [])
            .OrderByDescending(point => point.Roles.Contains(ContactRole.Primary))
            .FirstOrDefault(point => !Of(record, point, now).IsEmpty);
    }

    /// <summary>
    /// Tells whether a country lists a number for tests at a contact point, or has within 72 hours: a tester may hold an earlier
    /// sheet, and dials the previous number after a change.
    /// </summary>
    /// <param name="record">The country; null where nothing is known of it.</param>
    /// <param name="contactPointId">The contact point.</param>
    /// <param name="number">E.164.</param>
    public static bool IsListed(CountryRecord? record, string contactPointId, string number) =>
        record?.Recent.Any(sheet => Allowed(sheet.Content.FindContactPoint(contactPointId)).Any(channel => channel.Value == number)) == true;

    private static IEnumerable<ContactChannel> Allowed(ContactPoint? point) =>
        (point?.Channels ?? []).Where(channel => channel.IsSpoken && channel.IsTestAllowed).DistinctBy(channel => channel.Value);
}
