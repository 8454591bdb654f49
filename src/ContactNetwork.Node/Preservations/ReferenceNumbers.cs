using System.Collections.Concurrent;
using ContactNetwork.Domain.Preservations;
using Npgsql;

namespace ContactNetwork.Node.Preservations;

/// <summary>
/// Hands out reference numbers from the store's sequence, a few at a time, so that filing costs no extra round trip. What
/// a process has taken and not used is lost; gaps mean nothing.
/// </summary>
internal sealed class ReferenceNumbers(NpgsqlDataSource source, NodeIdentity node)
{
    /// <summary>How many numbers are taken at once: as many are lost at most when the process ends.</summary>
    private const int BlockSize = 10;

    private readonly ConcurrentQueue<int> taken = new();

    /// <summary>The next number of a year.</summary>
    public async ValueTask<string> NextAsync(int year, CancellationToken cancellation)
    {
        int serial;
        while (!taken.TryDequeue(out serial))
            await TakeAsync(cancellation);
        return ReferenceNumber.Create(node.Country, year, serial).ToString();
    }

    private async Task TakeAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select nextval('node.reference_number') from generate_series(1, $1)");
        command.Parameters.Add(new() { Value = BlockSize });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            taken.Enqueue(checked((int)reader.GetInt64(0)));
    }
}
