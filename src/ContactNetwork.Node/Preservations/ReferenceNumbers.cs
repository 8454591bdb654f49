using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Preservations;

/// <summary>
/// Hands out reference numbers from the store's sequence, some at a time, so that filing costs no extra round trip. How far
/// they have come is on the disk beside the store before the first of them is given: a restored store leaves out what may
/// have been given since. What a process has taken and not used is lost; gaps mean nothing.
/// </summary>
internal sealed class ReferenceNumbers(NpgsqlDataSource source, NodeIdentity node, Alarms alarms, ILogger<ReferenceNumbers> log) : IDisposable
{
    /// <summary>The alarm while the file of the last number can't be written; each next block tries again.</summary>
    public const string NotKept = "REFERENCE_NUMBERS_NOT_KEPT";

    /// <summary>How many numbers are taken at once, with one write to the disk: as many are lost at most when the process ends.</summary>
    public const int BlockSize = 50;

    /// <summary>How many numbers are left out when the store was restored from an older backup.</summary>
    public const int Skip = 10_000;

    private const string SkipSql =
        "select setval('node.reference_number', greatest((select last_value from node.reference_number), $1) + $2)";

    private readonly ConcurrentQueue<int> taken = new();
    private readonly SemaphoreSlim first = new(1, 1);
    private readonly string file = Path.Combine(
        Directory.CreateDirectory(Path.Combine(node.DataFolder, "high-water")).FullName, "reference-number.txt");

    private readonly Lock writing = new();
    private volatile bool isCompared;

    /// <summary>Leaves out the numbers that may have been given since a backup, also those taken by this process.</summary>
    public async Task SkipAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(SkipSql);
        command.Parameters.Add(new() { Value = ReadFile() });
        command.Parameters.Add(new() { Value = (long)Skip });
        WriteFile((long)(await command.ExecuteScalarAsync(cancellation))!);
        taken.Clear();
    }

    public void Dispose() => first.Dispose();

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
        await CompareAsync(cancellation);
        var block = await ReadBlockAsync(cancellation);
        WriteFile(block[^1]);
        foreach (var number in block)
            taken.Enqueue(checked((int)number));
    }

    private async Task<List<long>> ReadBlockAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("select nextval('node.reference_number') from generate_series(1, $1)");
        command.Parameters.Add(new() { Value = BlockSize });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<long> block = [];
        while (await reader.ReadAsync(cancellation))
            block.Add(reader.GetInt64(0));
        return block;
    }

    /// <summary>Once in a process: a sequence behind the file is that of a restored store.</summary>
    private async Task CompareAsync(CancellationToken cancellation)
    {
        if (isCompared)
            return;
        await first.WaitAsync(cancellation);
        try
        {
            await using var command = source.CreateCommand("select last_value from node.reference_number");
            if (!isCompared && (long)(await command.ExecuteScalarAsync(cancellation))! < ReadFile())
                await SkipAsync(cancellation);
            isCompared = true;
        }
        finally
        {
            first.Release();
        }
    }

    private long ReadFile() =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var last) ? last : 0;

    /// <summary>Where it can't be written, a restore may give a number twice, and the store refuses the second: loud, and no reason to refuse a request.</summary>
    private void WriteFile(long last)
    {
        try
        {
            lock (writing)
            {
                // Of several processes the one that is ahead counts.
                if (last > ReadFile())
                    DurableFile.Write(file, Encoding.ASCII.GetBytes(last.ToString(CultureInfo.InvariantCulture)));
            }

            alarms.Set(NotKept, isRaised: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            alarms.Set(NotKept, isRaised: true);
            log.ReferenceNumbersNotKept(fault);
        }
    }
}
