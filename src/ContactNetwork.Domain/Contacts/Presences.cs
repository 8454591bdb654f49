namespace ContactNetwork.Domain.Contacts;

/// <summary>Who is at a contact point.</summary>
public enum Presence
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Staffed.</summary>
    Staffed = 1,

    /// <summary>On call.</summary>
    OnCall = 2,

    /// <summary>Can be called out for what cannot wait.</summary>
    CallOut = 3,

    /// <summary>Closed.</summary>
    Closed = 4,
}

/// <summary>How a contact point is covered at an instant.</summary>
/// <param name="LocalTime">Its local time; null when its zone is not known here.</param>
/// <param name="Presence">Who is there.</param>
/// <param name="Holiday">The holiday there that day; empty for none.</param>
/// <param name="NextStaffed">When it is staffed next; null when it is staffed now, or not within 60 days.</param>
public sealed record PresenceNow(DateTimeOffset? LocalTime, Presence Presence, string Holiday, DateTimeOffset? NextStaffed);

/// <summary>
/// Tells who is there by the hours of the place. What counts is the clock on its wall: an hour that the clock repeats is
/// staffed twice, one that it leaves out never was.
/// </summary>
public static class Presences
{
    /// <summary>Tells who is there.</summary>
    /// <param name="hours">The hours.</param>
    /// <param name="zone">The zone that the hours name; null when it is not known here.</param>
    /// <param name="now">The instant.</param>
    public static PresenceNow At(OpeningHours hours, TimeZoneInfo? zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(hours);
        if (zone is null)
        {
            bool isAlways = hours.Coverage == Coverage.Staffed;
            return new PresenceNow(null, isAlways ? Presence.Staffed : Presence.Unknown, "", null);
        }

        DateTimeOffset local = TimeZoneInfo.ConvertTime(now, zone);
        string holiday = HolidayOn(hours, DateOnly.FromDateTime(local.DateTime)) ?? "";
        if (hours.Coverage == Coverage.Staffed)
            return new PresenceNow(local, Presence.Staffed, holiday, null);
        return IsStaffed(hours, local.DateTime)
            ? new PresenceNow(local, Presence.Staffed, holiday, null)
            : new PresenceNow(local, Otherwise(hours.Coverage), holiday, NextStaffed(hours, zone, now, local));
    }

    private static Presence Otherwise(Coverage coverage) => coverage switch
    {
        Coverage.OnCall => Presence.OnCall,
        Coverage.CallOut => Presence.CallOut,
        Coverage.OfficeHours => Presence.Closed,
        _ => Presence.Unknown,
    };

    private static bool IsStaffed(OpeningHours hours, DateTime local)
    {
        DateOnly today = DateOnly.FromDateTime(local);
        return SpansOf(hours, today).Any(span => local.TimeOfDay >= span.Start && local.TimeOfDay < span.End)
            || SpansOf(hours, today.AddDays(-1)).Any(span => local.TimeOfDay < span.End - TimeSpan.FromDays(1));
    }

    /// <summary>It becomes staffed when the clock shows a span's start, or when the clock is put forward or back into a span.</summary>
    private static DateTimeOffset? NextStaffed(OpeningHours hours, TimeZoneInfo zone, DateTimeOffset now, DateTimeOffset local)
    {
        DateOnly today = DateOnly.FromDateTime(local.DateTime);
        DateTimeOffset? first = null;
        for (int day = -1; day <= SheetLimits.StaffedDaysAhead; day++)
        {
            bool wasFound = first is not null;
            IEnumerable<DateTimeOffset> begins = Starts(hours, zone, today.AddDays(day)).Concat(Jumps(zone, now.AddDays(day)));
            foreach (DateTimeOffset begin in begins)
            {
                if (begin > now && (first is null || begin < first) && IsStaffed(hours, TimeZoneInfo.ConvertTime(begin, zone).DateTime))
                    first = begin;
            }

            // The day after may still hold an earlier one, where clocks were moved.
            if (wasFound)
                break;
        }

        return first;
    }

    private static IEnumerable<DateTimeOffset> Starts(OpeningHours hours, TimeZoneInfo zone, DateOnly date)
    {
        foreach ((TimeSpan start, _) in SpansOf(hours, date))
        {
            DateTime wall = date.ToDateTime(TimeOnly.MinValue) + start;
            if (zone.IsInvalidTime(wall))
                continue;
            TimeSpan[] offsets = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall) : [zone.GetUtcOffset(wall)];
            foreach (TimeSpan offset in offsets)
                yield return new DateTimeOffset(wall, offset);
        }
    }

    /// <summary>The instant within a day from which the clock is put forward or back, to the second; none where it is not.</summary>
    private static IEnumerable<DateTimeOffset> Jumps(TimeZoneInfo zone, DateTimeOffset from)
    {
        DateTimeOffset before = from.AddTicks(-(from.Ticks % TimeSpan.TicksPerSecond));
        DateTimeOffset after = before.AddDays(1);
        TimeSpan offset = zone.GetUtcOffset(before);
        if (zone.GetUtcOffset(after) == offset)
            yield break;
        while (after - before > TimeSpan.FromSeconds(1))
        {
            DateTimeOffset middle = before.AddSeconds(Math.Floor((after - before).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == offset)
                before = middle;
            else
                after = middle;
        }

        yield return after;
    }

    /// <summary>The spans that start on a day, as times since its midnight; one that ends on the next day ends after 24 hours.</summary>
    private static IEnumerable<(TimeSpan Start, TimeSpan End)> SpansOf(OpeningHours hours, DateOnly date)
    {
        if (HolidayOn(hours, date) is not null)
            yield break;
        int weekday = date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;
        foreach (WeeklySpan span in hours.Weekly)
        {
            if (span.Weekday == weekday && Dates.ReadTime(span.Start) is { } start && Dates.ReadEnd(span.End) is { } end)
                yield return (start, end > start ? end : end + TimeSpan.FromDays(1));
        }
    }

    private static string? HolidayOn(OpeningHours hours, DateOnly date) =>
        hours.Holidays.FirstOrDefault(holiday => Dates.Read(holiday.Date) == date)?.Name;
}
