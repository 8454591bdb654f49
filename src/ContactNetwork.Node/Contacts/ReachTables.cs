using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using PhoneNumbers;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// Checks this country's own sheet against tables that the rules don't have: numbering plans and time zones. Sheets of
/// other countries are never judged by tables: theirs may be newer than ours.
/// </summary>
internal static class ReachTables
{
    /// <summary>
    /// Country code 999 is assigned to nobody: its numbers reach nobody, so that labs, exercises and samples use them. Only
    /// their shape is checked.
    /// </summary>
    public const string FictionalPrefix = "+999";

    /// <summary>One violation for each number that no plan knows, and for each zone that does not exist.</summary>
    public static ImmutableArray<FieldViolation> Check(CountrySheet sheet) =>
    [
        .. sheet.ContactPoints.SelectMany((point, index) => Check(FormattableString.Invariant($"contact_points[{index}]"), point)),
    ];

    private static IEnumerable<FieldViolation> Check(string field, ContactPoint point)
    {
        for (var index = 0; index < point.Channels.Length; index++)
        {
            if (point.Channels[index] is { IsNumber: true } channel && !IsAssigned(channel.Value))
            {
                yield return new FieldViolation(
                    FormattableString.Invariant($"{field}.channels[{index}].value"), "is not a number that the plan of its country knows.");
            }
        }

        if (Zones.Find(point.Hours.Zone) is null)
            yield return new FieldViolation($"{field}.hours.zone", "is not a time zone that this system knows.");
    }

    private static bool IsAssigned(string number)
    {
        if (number.StartsWith(FictionalPrefix, StringComparison.Ordinal))
            return true;
        try
        {
            var plans = PhoneNumberUtil.GetInstance();
            return plans.IsPossibleNumber(plans.Parse(number, null));
        }
        catch (NumberParseException)
        {
            return false;
        }
    }
}
