using System.Globalization;

namespace ContactNetwork.Domain.Contacts;

/// <summary>Dates and local times as sheets write them.</summary>
internal static class Dates
{
    private const string DateFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm";
    private const string Midnight = "24:00";

    /// <summary>Reads an ISO 8601 date; null when it is none.</summary>
    public static DateOnly? Read(string text) =>
        DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;

    /// <summary>Reads "08:00" as the time since midnight; null when it is none.</summary>
    public static TimeSpan? ReadTime(string text) =>
        TimeOnly.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
            ? time.ToTimeSpan()
            : null;

    /// <summary>Reads the end of a span, where "24:00" is midnight.</summary>
    public static TimeSpan? ReadEnd(string text) => text == Midnight ? TimeSpan.FromDays(1) : ReadTime(text);
}
