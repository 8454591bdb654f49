using System.Collections.Immutable;
using System.Globalization;

namespace ContactNetwork.Node.Store.Feeds;

/// <summary>
/// What a statement of PostgreSQL could see, as <c>pg_snapshot</c> writes it: <c>xmin:xmax:running</c>. No transaction
/// below <see cref="Horizon"/> can still commit anything, so a position there is never preceded later.
/// </summary>
internal sealed record PgSnapshot(ulong Horizon, ulong End, ImmutableArray<ulong> Running)
{
    /// <summary>Reads the text form.</summary>
    public static PgSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        return new PgSnapshot(
            Number(parts[0]),
            Number(parts[1]),
            parts[2].Length == 0 ? [] : [.. parts[2].Split(',').Select(Number)]);
    }

    /// <summary>A snapshot that sees all below a position and nothing else.</summary>
    public static PgSnapshot Below(ulong horizon) => new(horizon, horizon, []);

    /// <summary>Whether it sees what a transaction did that has ended.</summary>
    public bool Sees(ulong transaction) =>
        transaction < Horizon || (transaction < End && !Running.Contains(transaction));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Horizon}:{End}:{string.Join(',', Running)}");

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
