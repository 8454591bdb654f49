using System.Text;

namespace ContactNetwork.Domain.Preservations;

/// <summary>What every text must keep: its length, and no control characters besides line ends and tabs.</summary>
internal static class ContentText
{
    /// <summary>Checks a text that must be there.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="text">The text.</param>
    /// <param name="max">Its greatest length.</param>
    /// <param name="wanted">What is wanted when it is missing.</param>
    public static FieldViolation? CheckRequired(string field, string text, int max, string wanted) =>
        string.IsNullOrWhiteSpace(text)
            ? new FieldViolation(field, $"is missing: {wanted}.")
            : CheckOptional(field, text, max);

    /// <summary>Checks a text that may be empty.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="text">The text.</param>
    /// <param name="max">Its greatest length.</param>
    public static FieldViolation? CheckOptional(string field, string text, int max)
    {
        if (text.Length > max && text.EnumerateRunes().Count() > max)
            return new FieldViolation(field, FormattableString.Invariant($"is longer than {max} characters."));
        if (text.EnumerateRunes().Any(IsForbidden))
            return new FieldViolation(field, "holds control characters; only line ends and tabs are allowed.");

        return null;
    }

    private static bool IsForbidden(Rune rune) =>
        Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t');
}
