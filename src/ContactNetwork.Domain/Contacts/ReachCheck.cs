using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What channels, hours and keys must keep.</summary>
internal static class ReachCheck
{
    private const string NodeValue = "node";

    public static void Check(Inspection inspection, string field, ContactChannel channel)
    {
        inspection.Choice($"{field}.kind", channel.Kind);
        inspection.Text($"{field}.value", channel.Value, SheetLimits.ChannelValueMax, "write the number or address");
        if (ProblemOf(channel) is { } problem && !string.IsNullOrWhiteSpace(channel.Value))
            inspection.Require(holds: false, $"{field}.value", problem);
        inspection.Choice($"{field}.hours", channel.Hours);
        inspection.Choice($"{field}.security", channel.Security);
        inspection.Require(channel.KeyFingerprint.Length == 0 || IsFingerprint(channel.KeyFingerprint), $"{field}.key_fingerprint", FingerprintWanted);
        inspection.Require(channel.BytesMax >= 0, $"{field}.bytes_max", "can't be negative.");
        inspection.Optional($"{field}.note", channel.Note, SheetLimits.ChannelNoteMax);
    }

    public static void Check(Inspection inspection, string field, OpeningHours hours)
    {
        inspection.Require(IsZone(hours.Zone), $"{field}.zone", "is not an IANA time zone such as Europe/Vienna.");
        inspection.Choice($"{field}.coverage", hours.Coverage);
        inspection.Require(
            !hours.Weekly.IsEmpty || hours.Coverage is not (Coverage.CallOut or Coverage.OfficeHours),
            $"{field}.weekly",
            "is missing: say which office hours.");
        inspection.Each($"{field}.weekly", hours.Weekly, SheetLimits.WeeklySpansMax, (path, span) =>
        {
            inspection.Require(span.Weekday is >= 1 and <= 7, $"{path}.weekday", "must be 1 (Monday) to 7 (Sunday).");
            inspection.Require(Dates.ReadTime(span.Start) is not null, $"{path}.start", "is not a time such as 08:00.");
            inspection.Require(Dates.ReadEnd(span.End) is not null, $"{path}.end", "is not a time such as 16:30 or 24:00.");
        });
        inspection.Each($"{field}.holidays", hours.Holidays, SheetLimits.HolidaysMax, (path, holiday) =>
        {
            inspection.Date($"{path}.date", holiday.Date);
            inspection.Text($"{path}.name", holiday.Name, SheetLimits.HolidayNameMax, "name the day");
        });
    }

    public static void CheckKeys(Inspection inspection, string field, ImmutableArray<SheetKey> keys) =>
        inspection.Each(field, keys, SheetLimits.KeysMax, (path, key) =>
        {
            inspection.Choice($"{path}.kind", key.Kind);
            inspection.Require(IsFingerprint(key.Fingerprint), $"{path}.fingerprint", FingerprintWanted);
            inspection.OptionalDate($"{path}.from_date", key.FromDate);
            inspection.OptionalDate($"{path}.until_date", key.UntilDate);
        });

    private static string FingerprintWanted => FormattableString.Invariant(
        $"must be {SheetLimits.FingerprintMin} to {SheetLimits.FingerprintMax} hexadecimal digits without spaces.");

    private static string? ProblemOf(ContactChannel channel) => channel.Kind switch
    {
        _ when channel.IsNumber => IsNumber(channel.Value) ? null : "is not an E.164 number: a plus, the country code and the number, digits only, as in +999201234567.",
        ChannelKind.Node => channel.Value == NodeValue ? null : "must be \"node\": addresses of nodes stand in the key set.",
        ChannelKind.Email => IsEmail(channel.Value) ? null : "is not an e-mail address.",
        _ => null,
    };

    private static bool IsNumber(string value) =>
        value.Length > SheetLimits.NumberDigitsMin
        && value.Length <= SheetLimits.NumberDigitsMax + 1
        && value[0] == '+'
        && value[1] != '0'
        && value.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsEmail(string value)
    {
        int at = value.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == value.LastIndexOf('@')
            && value.LastIndexOf('.') > at + 1
            && !value.EndsWith('.')
            && !value.Any(char.IsWhiteSpace);
    }

    private static bool IsFingerprint(string text) =>
        text.Length is >= SheetLimits.FingerprintMin and <= SheetLimits.FingerprintMax && text.All(char.IsAsciiHexDigit);

    private static bool IsZone(string zone) =>
        zone.Length is > 0 and <= SheetLimits.ZoneMax
        && char.IsAsciiLetterUpper(zone[0])
        && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+');
}
