using System.Collections.Immutable;
using System.Text;

namespace ContactNetwork.Domain.Contacts;

/// <summary>Gathers what is wrong with a sheet: one violation per field.</summary>
internal sealed class Inspection
{
    private readonly List<FieldViolation> violations = [];

    /// <summary>What was found.</summary>
    public ImmutableArray<FieldViolation> Violations => [.. violations];

    /// <summary>Notes a violation unless the rule holds.</summary>
    public void Require(bool holds, string field, string description)
    {
        if (!holds)
            violations.Add(new FieldViolation(field, description));
    }

    /// <summary>A text that must be there.</summary>
    public void Text(string field, string text, int max, string wanted)
    {
        if (string.IsNullOrWhiteSpace(text))
            violations.Add(new FieldViolation(field, $"is missing: {wanted}."));
        else
            Optional(field, text, max);
    }

    /// <summary>A text that may be empty.</summary>
    public void Optional(string field, string text, int max)
    {
        if (text.Length > max && text.EnumerateRunes().Count() > max)
            violations.Add(new FieldViolation(field, FormattableString.Invariant($"is longer than {max} characters.")));
        else if (text.EnumerateRunes().Any(IsForbidden))
            violations.Add(new FieldViolation(field, "holds control characters; only line ends and tabs are allowed."));
    }

    /// <summary>A choice that must be made.</summary>
    public void Choice<T>(string field, T value)
        where T : struct, Enum => Require(Enum.IsDefined(value), field, "is missing or unknown.");

    /// <summary>Choices, each known and none twice.</summary>
    public void Choices<T>(string field, ImmutableArray<T> values, int max)
        where T : struct, Enum
    {
        if (Count(field, values, max))
            Require(values.All(Enum.IsDefined) && values.Distinct().Count() == values.Length, field, "holds an unknown value, or one twice.");
    }

    /// <summary>Checks the number of entries; false when there are too many to look at each.</summary>
    public bool Count<T>(string field, ImmutableArray<T> values, int max, int min = 0)
    {
        bool isRight = values.Length >= min && values.Length <= max;
        Require(isRight, field, min == 0
            ? FormattableString.Invariant($"holds more than {max} entries.")
            : FormattableString.Invariant($"must hold {min} to {max} entries."));
        return values.Length <= max;
    }

    /// <summary>Checks the number of entries, then each with its path.</summary>
    public void Each<T>(string field, ImmutableArray<T> values, int max, Action<string, T> check, int min = 0)
    {
        if (!Count(field, values, max, min))
            return;
        for (int index = 0; index < values.Length; index++)
            check(FormattableString.Invariant($"{field}[{index}]"), values[index]);
    }

    /// <summary>Names in languages.</summary>
    public void Names(string field, ImmutableArray<LocalText> names, int max, int min) => Each(
        field,
        names,
        max,
        (path, name) =>
        {
            Language($"{path}.language", name.Language);
            Text($"{path}.text", name.Text, SheetLimits.NameMax, "write the name");
        },
        min);

    /// <summary>A language tag by its shape.</summary>
    public void Language(string field, string tag) => Require(
        LanguageTag.IsWellFormed(tag),
        field,
        "is not a language tag (BCP 47) such as en or sr-Cyrl.");

    /// <summary>A date that must be there.</summary>
    public void Date(string field, string date) =>
        Require(Dates.Read(date) is not null, field, "is not an ISO 8601 date such as 2026-05-31.");

    /// <summary>A date that may be empty.</summary>
    public void OptionalDate(string field, string date)
    {
        if (date.Length > 0)
            Date(field, date);
    }

    /// <summary>A link that may be empty.</summary>
    public void Link(string field, string link) => Require(
        link.Length == 0
        || (link.Length <= SheetLimits.WordsMax && Uri.TryCreate(link, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps),
        field,
        FormattableString.Invariant($"is not an https address of at most {SheetLimits.WordsMax} characters."));

    private static bool IsForbidden(Rune rune) => Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t');
}
