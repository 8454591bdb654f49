using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.Store.Feeds;

/// <summary>
/// Resume tokens: a position that no later commit can precede, in one view of one epoch. Callers keep them as they are.
/// </summary>
internal static class ResumeTokens
{
    private const string Format = "r1";
    private const int MarkBytes = 6;

    /// <summary>Writes a token.</summary>
    public static string Write(FeedTable table, FeedEpoch epoch, ulong horizon) =>
        string.Create(CultureInfo.InvariantCulture, $"{Format}.{Mark(table, epoch)}.{horizon}");

    /// <summary>Reads a token; refuses what is none, or is of another view or epoch.</summary>
    public static ulong Read(FeedTable table, FeedEpoch epoch, string token) =>
        token.Split('.') is [Format, var mark, var position] && mark == Mark(table, epoch)
            && ulong.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var horizon)
            ? horizon
            : throw Invalid();

    /// <summary>The refusal.</summary>
    public static RefusalException Invalid() => new(Refusal.Malformed(
        [new FieldViolation("resume_token", "is not a token of this node's stream, or of another time; start again without one")]) with
    {
        Reason = RefusalReasons.ResumeTokenInvalid,
    });

    private static string Mark(FeedTable table, FeedEpoch epoch) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{table.Name}/{epoch.Current}")).AsSpan(0, MarkBytes));
}
