using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>Forgets first answers that are older than <see cref="FirstAnswers.Kept"/>, some at a time.</summary>
internal sealed class FirstAnswersCleaner(NpgsqlDataSource source) : BackgroundService
{
    private const string DeleteSql =
        """
        delete from node.request where (actor, method, request_id) in
            (select actor, method, request_id from node.request where record_time < clock_timestamp() - $1 limit 1000)
        """;

    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(10);

    /// <summary>Forgets up to a thousand; says how many.</summary>
    public async Task<int> CleanAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(DeleteSql);
        command.Parameters.Add(new() { Value = FirstAnswers.Kept });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                // The next round cleans.
            }

            await Task.Delay(CleanEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
