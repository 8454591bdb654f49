using System.Globalization;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Printing;

/// <summary>
/// Words for hours: first how it is covered, then the staffed hours there, then the same in UTC for today's offset and for
/// the year's other one, because nobody reckons well at three in the morning.
/// </summary>
internal static class HourWords
{
    private const int HolidaysMax = 10;
    private const int DaysAhead = 366;
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static IEnumerable<string> Of(OpeningHours hours, DateTimeOffset now)
    {
        yield return hours.Coverage switch
        {
            Coverage.Staffed => "Staffed day and night",
            Coverage.OnCall => "On call day and night",
            Coverage.CallOut => "Office hours, and call-out for what can't wait",
            Coverage.OfficeHours => "Office hours only",
            _ => "Hours not told",
        };
        string[] spans = [.. Spans(hours.Weekly, TimeSpan.Zero)];
        foreach (string span in spans) yield return $"{(hours.Coverage == Coverage.OnCall ? "Staffed " : "")}{span}, local time";
        TimeZoneInfo? zone = hours.Zone.Length > 0 && TimeZoneInfo.TryFindSystemTimeZoneById(hours.Zone, out TimeZoneInfo? found) ? found : null;
        yield return zone is null ? $"Time zone {hours.Zone} (not known here)" : $"Time zone {hours.Zone}";
        if (zone is not null)
            foreach (string line in InUtc(hours, zone, now)) yield return line;
        string[] closed = [.. hours.Holidays.Select(holiday => ReadDate(holiday.Date)).Where(date => date >= DateOnly.FromDateTime(now.UtcDateTime)).Order().Select(Day)];
        if (closed.Length > 0) yield return $"Closed {string.Join(", ", closed.Take(HolidaysMax))}{(closed.Length > HolidaysMax ? " …" : "")}";
    }

    private static IEnumerable<string> InUtc(OpeningHours hours, TimeZoneInfo zone, DateTimeOffset now)
    {
        TimeSpan today = zone.GetUtcOffset(now);
        yield return Line($"Now UTC{Offset(today)}", hours, today);
        for (int day = 1; day <= DaysAhead; day++)
        {
            DateTimeOffset then = now.AddDays(day);
            TimeSpan offset = zone.GetUtcOffset(then);
            if (offset == today) continue;
            yield return Line($"From {Day(DateOnly.FromDateTime(then.UtcDateTime))} UTC{Offset(offset)}", hours, offset);
            yield break;
        }
    }

    private static string Line(string head, OpeningHours hours, TimeSpan offset)
    {
        string[] spans = [.. Spans(hours.Weekly, offset)];
        return spans.Length == 0 ? head : $"{head}: {string.Join("; ", spans)} UTC";
    }

    /// <summary>The week's hours less an offset, days of like hours together: "Mon–Fri 08:00–16:30".</summary>
    private static IEnumerable<string> Spans(IEnumerable<WeeklySpan> weekly, TimeSpan offset)
    {
        string[] days =
        [
            .. Enumerable.Range(1, Days.Length).Select(day => string.Join(", ", weekly
                .Where(span => span.Weekday == day)
                .OrderBy(span => span.Start, StringComparer.Ordinal)
                .Select(span => $"{Shift(span.Start, offset)}–{Shift(span.End, offset)}"))),
        ];
        int first = 0;
        while (first < days.Length)
        {
            int last = first;
            while (last + 1 < days.Length && days[last + 1] == days[first]) last++;
            string names = first == last ? Days[first] : $"{Days[first]}–{Days[last]}";
            if (days[first].Length > 0) yield return $"{names} {days[first]}";
            first = last + 1;
        }
    }

    private static string Shift(string time, TimeSpan offset)
    {
        if (offset == TimeSpan.Zero) return time;
        if (!TimeSpan.TryParseExact(time == "24:00" ? "1.00:00" : "0." + time, @"d\.hh\:mm", CultureInfo.InvariantCulture, out TimeSpan given)) return "?";
        TimeSpan shifted = given - offset;
        string clock = new DateTime(TimeSpan.FromDays(7).Ticks + shifted.Ticks, DateTimeKind.Utc).ToString("HH:mm", CultureInfo.InvariantCulture);
        return shifted < TimeSpan.Zero ? $"{clock} (day before)" : shifted >= TimeSpan.FromDays(1) && time != "24:00" ? $"{clock} (next day)" : clock;
    }

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "−" : "+") + offset.Duration().ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static string Day(DateOnly? date) => date is { } day ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : "";

    private static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
