using System.Diagnostics;

namespace ContactNetwork.LocalPostgres;

/// <summary>
/// A PostgreSQL server of one's own on the loopback address, with a random password. It never runs as root, and it
/// ends with the process that started it, however that process ends.
/// </summary>
/// <remarks>Members are not safe to call at the same time.</remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const int PortAttemptsMax = 5;
    private const int LogTailChars = 2000;
    private const string PortTaken = "Address already in use";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly PostgresOptions _options;
    private readonly ServerUser _user;
    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private SupervisedServer? _server;

    private PrivatePostgres(PostgresOptions options, ServerUser user, ClusterFolder folder, PostgresBinaries binaries)
    {
        _options = options;
        _user = user;
        _folder = folder;
        _binaries = binaries;
        Port = options.Port ?? LoopbackPorts.Free();
    }

    /// <summary>The loopback port; it stays the same over <see cref="RestartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>The Npgsql connection string of the administrator, database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringTo("postgres");

    /// <summary>The file that holds what the server printed.</summary>
    public string LogFile => _folder.LogFile;

    /// <summary>The main process of the running server.</summary>
    /// <exception cref="InvalidOperationException">The server does not run.</exception>
    public int ProcessId => _server is { HasEnded: false } && PostmasterFile.Read(_folder) is { } file
        ? file.ProcessId
        : throw new InvalidOperationException("The server does not run.");

    /// <summary>Ends when the server does, also when it was not asked to.</summary>
    public Task Ended => _server?.Ended ?? Task.CompletedTask;

    /// <summary>Makes the cluster if there is none, clears what a crash left, starts the server and waits until it answers.</summary>
    /// <exception cref="PostgresUnavailableException">No usable programs, a folder in use, or a start that failed; says what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(PostgresOptions options, CancellationToken cancellation)
    {
        ServerUser user = await ServerUser.ChooseAsync(cancellation);
        ClusterFolder folder = await ClusterFolder.OpenAsync(options.DataFolder, user, cancellation);
        try
        {
            PostgresBinaries binaries = await PostgresBinaries.FindAsync(options.BinariesFolder, folder.Major, user, cancellation);
            await folder.InitializeAsync(binaries, options.Durable, user, cancellation);
            PrivatePostgres postgres = new(options, user, folder, binaries);
            await postgres.StartServerAsync(cancellation);
            return postgres;
        }
        catch
        {
            folder.Remove();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The Npgsql connection string of the administrator to another database of this server.</summary>
    public string ConnectionStringTo(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={ClusterFolder.Administrator};Password={_folder.Password};Database={database}";

    /// <summary>Ends the server and keeps its data; nothing happens when it has ended already.</summary>
    public async Task StopAsync(PostgresShutdown shutdown, CancellationToken cancellation)
    {
        if (_server is not { } server)
        {
            return;
        }

        await server.StopAsync(shutdown, _options.StopMax, cancellation);
        server.Dispose();
        _server = null;
    }

    /// <summary>Ends the server in the given way, unless it has ended, and starts it again on the same port with the same data.</summary>
    public async Task RestartAsync(PostgresShutdown shutdown, CancellationToken cancellation)
    {
        await StopAsync(shutdown, cancellation);
        await StartServerAsync(cancellation);
    }

    /// <summary>Ends the server; temporary data is removed.</summary>
    public async ValueTask DisposeAsync()
    {
        // Temporary data needs no checkpoint.
        await StopAsync(_folder.IsTemporary ? PostgresShutdown.Immediate : PostgresShutdown.Fast, CancellationToken.None);
        _folder.Remove();
        _folder.Dispose();
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        try
        {
            await TryPortsAsync(cancellation);
        }
        catch
        {
            await StopAsync(PostgresShutdown.Immediate, CancellationToken.None);
            throw;
        }
    }

    private async Task TryPortsAsync(CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int attempt = 1; ; attempt++)
        {
            // 1. Clear what an earlier run left: its processes, its claim to be ready, and its log.
            await LeftoverServer.ClearAsync(_folder, cancellation);
            File.Delete(_folder.LogFile);
            _server = SupervisedServer.Start(_folder, _user, ServerSettings.Command(_binaries, _folder, Port, _options));

            // 2. Wait until the server says that it is ready, or has ended.
            while (clock.Elapsed < _options.StartMax && !_server.HasEnded)
            {
                if (PostmasterFile.Read(_folder) is { IsReady: true } ready && ready.Port == Port)
                {
                    return;
                }

                await Task.Delay(LookEvery, cancellation);
            }

            // 3. Not ready: a port that was taken meanwhile is worth another try, everything else is told.
            string log = LogTail();
            await StopAsync(PostgresShutdown.Immediate, cancellation);
            if (_options.Port is null && attempt < PortAttemptsMax && log.Contains(PortTaken, StringComparison.Ordinal))
            {
                Port = LoopbackPorts.Free();
            }
            else
            {
                throw new PostgresUnavailableException(
                    $"PostgreSQL did not start within {clock.Elapsed.TotalSeconds:0.0} s ({_folder.LogFile}): {log}");
            }
        }
    }

    private string LogTail()
    {
        string log = File.Exists(_folder.LogFile) ? File.ReadAllText(_folder.LogFile).Trim() : "";
        return log.Length == 0 ? "the server printed nothing" : log[Math.Max(0, log.Length - LogTailChars)..];
    }
}
