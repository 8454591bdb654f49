using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Testing;

/// <summary>One line of log.</summary>
public sealed record WatchedLog(string Category, LogLevel Level, EventId Event, string Message, Exception? Exception)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Category} {Event}: {Message}{(Exception is null ? "" : $"\n{Exception}")}";
}

/// <summary>
/// Records what is logged, and fails the test at its end when something of level Error or above was logged that the
/// test did not announce with <see cref="Expect"/>.
/// </summary>
/// <example><code>
/// using LogWatch logs = new();
/// builder.Logging.AddProvider(logs.Provider);
/// logs.Expect("a fork stops the lane", log => log.Event.Name == "LaneForked");
/// </code></example>
public sealed class LogWatch : IDisposable
{
    private readonly ConcurrentQueue<WatchedLog> _logs = new();
    private readonly ConcurrentQueue<(string What, Func<WatchedLog, bool> Matches)> _expected = new();

    /// <summary>Makes a watch; hand its <see cref="Provider"/> to the logging of what is tested.</summary>
    public LogWatch() => Provider = new WatchProvider(this);

    /// <summary>The provider to add to a host's logging. Disposing it does nothing.</summary>
    public ILoggerProvider Provider { get; }

    /// <summary>Everything logged so far, in order.</summary>
    public IReadOnlyList<WatchedLog> Logs => [.. _logs];

    /// <summary>Announces errors that belong to the test, at any time before its end. Each announcement must come true.</summary>
    public void Expect(string what, Func<WatchedLog, bool> matches) => _expected.Enqueue((what, matches));

    /// <summary>Checks that every error was announced and every announced error was logged.</summary>
    /// <exception cref="UnannouncedLogException">One was not; lists them.</exception>
    public void Verify()
    {
        WatchedLog[] errors = [.. _logs.Where(log => log.Level >= LogLevel.Error)];
        string[] failures =
        [
            .. errors.Where(log => !_expected.Any(expected => expected.Matches(log))).Select(log => $"Unannounced: {log}"),
            .. _expected.Where(expected => !errors.Any(expected.Matches)).Select(expected => $"Announced but not logged: {expected.What}"),
        ];
        if (failures.Length > 0)
        {
            throw new UnannouncedLogException(string.Join("\n", failures));
        }
    }

    /// <summary>Does what <see cref="Verify"/> does.</summary>
    public void Dispose() => Verify();

    private sealed class WatchProvider(LogWatch watch) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new WatchLogger(watch, categoryName);

        public void Dispose()
        {
            // A host may dispose its providers before the test's last look at the logs.
        }
    }

    private sealed class WatchLogger(LogWatch watch, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            watch._logs.Enqueue(new WatchedLog(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
