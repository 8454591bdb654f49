using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Screens;

/// <summary>Writes instants the way a duty officer reads them: in the local zone, named, and how long ago or ahead.</summary>
internal sealed class Times(TimeProvider time, TimeZoneInfo zone)
{
    private const string None = "–";

    /// <summary>The zone's offset now, for column heads: <c>UTC</c> or <c>+01:00</c>.</summary>
    public string Zone => Offset(Local(time.GetUtcNow()));

    /// <summary>Date, time to the second, and zone: <c>23 Nov 2026 20:03:12 UTC</c>.</summary>
    public string Full(Timestamp? instant)
    {
        if (instant is null) return None;
        DateTimeOffset local = Local(instant.ToDateTimeOffset());
        return $"{local.ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {Offset(local)}";
    }

    /// <summary>As <see cref="Full"/>, and how far from now: <c>… (3 min ago)</c>.</summary>
    public string FullWithRelative(Timestamp? instant) => instant is null ? None : $"{Full(instant)} ({Relative(instant.ToDateTimeOffset())})";

    /// <summary>The time alone when it is today, else the day and the time. The zone belongs into the column's head.</summary>
    public string Short(Timestamp? instant)
    {
        if (instant is null) return None;
        DateTimeOffset local = Local(instant.ToDateTimeOffset());
        return local.ToString(IsToday(local) ? "HH:mm:ss" : "d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Short, and relative where it is today: <c>20:03:12, 3 min ago</c>.</summary>
    public string ShortWithRelative(Timestamp? instant) => instant is not null && IsToday(Local(instant.ToDateTimeOffset()))
        ? $"{Short(instant)}, {Relative(instant.ToDateTimeOffset())}"
        : Short(instant);

    /// <summary>How long until something is due, or by how much it is late: <c>in 12 min</c>, <c>overdue 3 min</c>.</summary>
    public string Due(Timestamp instant)
    {
        DateTimeOffset due = instant.ToDateTimeOffset();
        return HasPassed(instant) ? $"overdue {Length((time.GetUtcNow() - due).Duration()) ?? "now"}" : Relative(due);
    }

    /// <summary>Time with milliseconds, for histories.</summary>
    public string Precise(Timestamp? instant) => instant is null
        ? None
        : Local(instant.ToDateTimeOffset()).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The day alone, UTC, for what is known no more exactly: <c>23 Nov 2026 (UTC day)</c>.</summary>
    public static string Day(Timestamp day) => $"{day.ToDateTimeOffset().UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)} (UTC day)";

    /// <summary>How far from now: <c>in 12 min</c>, <c>3 h ago</c>, <c>now</c>.</summary>
    public string Relative(Timestamp? instant) => instant is null ? None : Relative(instant.ToDateTimeOffset());

    /// <inheritdoc cref="Relative(Timestamp)"/>
    public string Relative(DateTimeOffset instant)
    {
        TimeSpan ahead = instant - time.GetUtcNow();
        string? length = Length(ahead.Duration());
        if (length is null) return "now";
        return ahead > TimeSpan.Zero ? $"in {length}" : $"{length} ago";
    }

    /// <summary>Says whether the instant has passed.</summary>
    public bool HasPassed(Timestamp instant) => instant.ToDateTimeOffset() < time.GetUtcNow();

    private static string? Length(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => null,
        { TotalSeconds: < 100 } => $"{Math.Round(span.TotalSeconds)} s",
        { TotalMinutes: < 100 } => $"{Math.Round(span.TotalMinutes)} min",
        { TotalHours: < 48 } => $"{Math.Round(span.TotalHours)} h",
        _ => $"{Math.Round(span.TotalDays)} d",
    };

    private bool IsToday(DateTimeOffset local) => local.Date == Local(time.GetUtcNow()).Date;

    private static string Offset(DateTimeOffset local) =>
        local.Offset == TimeSpan.Zero ? "UTC" : local.ToString("zzz", CultureInfo.InvariantCulture);

    private DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);
}
