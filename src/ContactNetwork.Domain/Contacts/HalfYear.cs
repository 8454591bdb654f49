using System.Globalization;

namespace ContactNetwork.Domain.Contacts;

/// <summary>A half of a year, UTC: in each of them every country is tested once by telephone.</summary>
/// <param name="Year">The year.</param>
/// <param name="Half">1 from January to June, 2 from July to December.</param>
public readonly record struct HalfYear(int Year, int Half)
{
    private const int Months = 6;

    /// <summary>How it is called, e.g. "2026-H2".</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-H{Half}");

    /// <summary>Its first instant.</summary>
    public DateTimeOffset From => new(Year, ((Half - 1) * Months) + 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant of the next one.</summary>
    public DateTimeOffset Until => From.AddMonths(Months);

    /// <summary>The one before.</summary>
    public HalfYear Before => Of(From.AddTicks(-1));

    /// <summary>The half-year that an instant lies in.</summary>
    /// <param name="instant">The instant.</param>
    public static HalfYear Of(DateTimeOffset instant) => new(instant.UtcDateTime.Year, instant.UtcDateTime.Month <= Months ? 1 : 2);
}
