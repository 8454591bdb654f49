using ContactNetwork.Node.Clerks;
using Npgsql;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>Forgets attempts to page that began more than <see cref="Kept"/> ago, but those of alerts that are still open.</summary>
internal sealed class PageAttemptsRetention(NpgsqlDataSource source) : IRetention
{
    /// <summary>As long as first answers: whoever asks about an act of last year gets both.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Deleted at once.</summary>
    public const int BatchMax = 1_000;

    // The attempts of an open alert hold the keys under which its pages must leave again.
    private const string DeleteSql =
        """
        delete from node.page_attempt where ctid = any (array(
            select p.ctid from node.page_attempt p
            where p.start_time < $1 and not exists (select 1 from node.alert a where a.id = p.alert and a.is_open)
            limit $2 for update of p skip locked))
        """;

    public string What => "page attempts";

    public async Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = now - Kept });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
