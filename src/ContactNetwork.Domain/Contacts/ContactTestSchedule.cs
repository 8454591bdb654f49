using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Domain.Contacts;

/// <summary>The parts of a week at the tested country; a third of all tests falls into each.</summary>
public enum ContactTestBand
{
    /// <summary>Working days by day.</summary>
    Day = 0,

    /// <summary>Any night.</summary>
    Night = 1,

    /// <summary>The weekend by day.</summary>
    Weekend = 2,
}

/// <summary>
/// Draws the instant of a test from a secret of the tester's node: the same node always draws the same, so that a restart
/// or a restored store moves nothing, and nobody else can tell it beforehand.
/// </summary>
public static class ContactTestSchedule
{
    /// <summary>The local hour at which the night begins.</summary>
    public const int NightFromHour = 22;

    /// <summary>The local hour at which it ends.</summary>
    public const int NightUntilHour = 6;

    /// <summary>Instants tried; a band that is left in the period is missed by all of them about never.</summary>
    private const int TriesMax = 1_000;

    /// <summary>Draws an instant of the period that has not passed; null where the band is not left in it.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="label">What is drawn for: network, period, country and level.</param>
    /// <param name="from">The begin of the period.</param>
    /// <param name="until">Its end.</param>
    /// <param name="now">The instant.</param>
    /// <param name="country">The tested country, whose weekend counts.</param>
    /// <param name="zone">Its zone; UTC where it is not known.</param>
    public static DateTimeOffset? Draw(
        ReadOnlySpan<byte> secret,
        string label,
        DateTimeOffset from,
        DateTimeOffset until,
        DateTimeOffset now,
        string country,
        TimeZoneInfo zone)
    {
        ulong seconds = (ulong)(until - from).TotalSeconds;
        ContactTestBand band = (ContactTestBand)(Number(secret, $"{label}/band") % 3);
        for (int attempt = 0; attempt < TriesMax && seconds > 0; attempt++)
        {
            DateTimeOffset instant = from.AddSeconds(Number(secret, FormattableString.Invariant($"{label}/{attempt}")) % seconds);
            if (instant > now && BandOf(instant, country, zone) == band)
                return instant;
        }

        return null;
    }

    /// <summary>Draws an instant of a time, any as likely as another.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="label">What is drawn for.</param>
    /// <param name="from">The begin.</param>
    /// <param name="until">The end, at least a second later.</param>
    public static DateTimeOffset DrawAnyTime(ReadOnlySpan<byte> secret, string label, DateTimeOffset from, DateTimeOffset until) =>
        from.AddSeconds(Number(secret, label) % (ulong)(until - from).TotalSeconds);

    /// <summary>The part of the week that an instant falls into at a country.</summary>
    public static ContactTestBand BandOf(DateTimeOffset instant, string country, TimeZoneInfo zone)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(instant, zone);
        if (local.Hour is >= NightFromHour or < NightUntilHour)
            return ContactTestBand.Night;
        return IsWeekend(country, local.DayOfWeek) ? ContactTestBand.Weekend : ContactTestBand.Day;
    }

    /// <summary>Days without work, where they are not Saturday and Sunday: by the week data of Unicode CLDR.</summary>
    private static bool IsWeekend(string country, DayOfWeek day) => country switch
    {
        "AF" => day is DayOfWeek.Thursday or DayOfWeek.Friday,
        "IR" => day is DayOfWeek.Friday,
        "IN" or "UG" => day is DayOfWeek.Sunday,
        "BH" or "DZ" or "EG" or "IL" or "IQ" or "JO" or "KW" or "LY" or "OM" or "QA" or "SA" or "SD" or "SY" or "YE" =>
            day is DayOfWeek.Friday or DayOfWeek.Saturday,
        _ => day is DayOfWeek.Saturday or DayOfWeek.Sunday,
    };

    private static ulong Number(ReadOnlySpan<byte> secret, string label) =>
        BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(label)));
}
