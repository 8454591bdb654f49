using System.CommandLine;

namespace ContactNetwork.Cli.Preservations;

/// <summary>How a person names a request: by reference number, id or full resource name.</summary>
internal static class Names
{
    public static Argument<string> Argument() => new("reference")
    {
        Description = "The reference number, e.g. PR-XA-2026-004217-K; or the id or full name.",
    };

    public static async Task<string> FullAsync(Session session, string given, CancellationToken cancellation) =>
        given.StartsWith("nodes/", StringComparison.Ordinal)
            ? given
            : $"nodes/{await session.CountryAsync(cancellation)}/preservations/{Normal(given)}";

    private static string Normal(string given)
    {
        string trimmed = given.Trim();
        return Guid.TryParse(trimmed, out Guid id) ? id.ToString() : trimmed.ToUpperInvariant();
    }
}
