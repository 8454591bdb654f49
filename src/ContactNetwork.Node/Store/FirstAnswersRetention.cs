using ContactNetwork.Node.Clerks;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Forgets first answers that are older than <see cref="FirstAnswers.Kept"/>.</summary>
internal sealed class FirstAnswersRetention(NpgsqlDataSource source) : IRetention
{
    /// <summary>Deleted at once.</summary>
    public const int BatchMax = 1_000;

    private const string DeleteSql =
        """
        delete from node.request where ctid = any (array(
            select ctid from node.request where record_time < $1 limit $2 for update skip locked))
        """;

    public string What => "first answers";

    public async Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = now - FirstAnswers.Kept });
        command.Parameters.Add(new() { Value = BatchMax });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
