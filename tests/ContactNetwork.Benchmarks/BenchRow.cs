using System.Text.Json.Serialization;

namespace ContactNetwork.Benchmarks;

/// <summary>One measured figure beside its floor, both from this run.</summary>
/// <param name="Name">What was measured, dotted lower case.</param>
/// <param name="Unit">The unit of value and floor, e.g. "calls/s" or "ms".</param>
/// <param name="Value">The measured figure.</param>
/// <param name="Floor">The figure of the floor in the same run; null when the aim is absolute.</param>
/// <param name="Ratio">Value divided by floor; null without a floor.</param>
/// <param name="Aim">The aim in words, e.g. "ratio >= 0.8"; null when the figure is only shown.</param>
/// <param name="Met">Whether the aim is met; null without an aim.</param>
internal sealed record BenchRow(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("floor")] double? Floor,
    [property: JsonPropertyName("ratio")] double? Ratio,
    [property: JsonPropertyName("aim")] string? Aim,
    [property: JsonPropertyName("met")] bool? Met)
{
    /// <summary>A figure that should be at least this share of its floor.</summary>
    public static BenchRow AtLeastRatio(string name, string unit, double value, double floor, double aim) =>
        new(name, unit, value, floor, value / floor, FormattableString.Invariant($"ratio >= {aim}"), value / floor >= aim);

    /// <summary>A figure that should be at most this many times its floor.</summary>
    public static BenchRow AtMostRatio(string name, string unit, double value, double floor, double aim) =>
        new(name, unit, value, floor, value / floor, FormattableString.Invariant($"ratio <= {aim}"), value / floor <= aim);

    /// <summary>A figure with an absolute upper bound.</summary>
    public static BenchRow AtMost(string name, string unit, double value, double aim) =>
        new(name, unit, value, null, null, FormattableString.Invariant($"<= {aim} {unit}"), value <= aim);

    /// <summary>A figure with an absolute lower bound.</summary>
    public static BenchRow AtLeast(string name, string unit, double value, double aim) =>
        new(name, unit, value, null, null, FormattableString.Invariant($">= {aim} {unit}"), value >= aim);

    /// <summary>A figure that is only shown, beside its floor.</summary>
    public static BenchRow Shown(string name, string unit, double value, double? floor = null) =>
        new(name, unit, value, floor, floor is { } f ? value / f : null, null, null);
}
