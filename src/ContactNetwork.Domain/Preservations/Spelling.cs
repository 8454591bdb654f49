namespace ContactNetwork.Domain.Preservations;

/// <summary>One spelling of a value, or what is wrong with it.</summary>
/// <param name="Value">The spelling; empty when the value is wrong.</param>
/// <param name="Problem">What is wrong and what is wanted, never the value; null when it is right.</param>
internal readonly record struct Spelling(string Value, string? Problem)
{
    /// <summary>The value is right.</summary>
    public static Spelling Right(string value) => new(value, Problem: null);

    /// <summary>The value is wrong.</summary>
    public static Spelling Wrong(string problem) => new("", problem);
}
