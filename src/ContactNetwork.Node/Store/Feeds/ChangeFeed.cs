using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Operations;
using Npgsql;

namespace ContactNetwork.Node.Store.Feeds;

/// <summary>What every feed stands on.</summary>
internal sealed record FeedTools(NpgsqlDataSource Source, FeedEpoch Epoch, Wake Wake, Alarms Alarms, IHostApplicationLifetime Lifetime);

/// <summary>
/// Streams the changes of a view to those who watch it: everything committed, at once, at least once, none missed.
/// One look for all watchers: each look reads the rows whose last change the look before could not see, whatever the
/// order in which transactions commit, and hands them to everybody. A resume token names the look's horizon, so a
/// transaction that stays open holds back tokens, never rows. Who can't keep up reads for itself from where it was.
/// </summary>
internal abstract class ChangeFeed(FeedTools tools, FeedTable table, ILogger log) : BackgroundService
{
    /// <summary>Watchers of one feed and process.</summary>
    public const int WatchersMax = 1_000;

    /// <summary>Looks that wait for a slow watcher before it has to read for itself.</summary>
    public const int BacklogMax = 64;

    /// <summary>How often a token is sent where nothing changed, so that resuming stays cheap.</summary>
    private static readonly TimeSpan TokenEvery = TimeSpan.FromSeconds(15);

    /// <summary>From when on a horizon that stands still is an alarm.</summary>
    private static readonly TimeSpan HorizonAgeMax = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two looks, so that a flood of commits is looked at in bundles. After quiet none is waited for.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<Watcher, bool> watchers = new();
    private readonly FeedReader reader = new(tools.Source, table);
    private ulong horizon;
    private long horizonMovedAt = Stopwatch.GetTimestamp();
    private long tokenSentAt = Stopwatch.GetTimestamp();

    /// <summary>How many watch now.</summary>
    public int WatcherCount => watchers.Count;

    /// <summary>Watches: first what changed since the token, or all that is sent first without one; then what comes. Ends with the host.</summary>
    public async IAsyncEnumerable<FeedBatch> WatchAsync(string token, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stopping = tools.Lifetime.ApplicationStopping;
        PgSnapshot? seen = token.Length == 0 ? null : await PositionAsync(token, cancellation);
        while (!stopping.IsCancellationRequested)
        {
            // Registered before the first look, so that nothing falls between that look and the common ones.
            var watcher = Register();
            await using var stop = stopping.Register(watcher.End);
            try
            {
                await watcher.Ready.Task.WaitAsync(cancellation);
                PgSnapshot? first = null;
                await foreach (var page in PagesAsync(seen, cancellation))
                {
                    first ??= page.Snapshot;
                    yield return new FeedBatch(page.Rows, page.IsFull ? "" : Token(first));
                }

                seen = first ?? throw new UnreachableException();
                await foreach (var look in watcher.Looks.Reader.ReadAllAsync(cancellation))
                {
                    var before = seen;
                    var news = look.Rows.Where(row => !before.Sees(row.Changed)).ToList();
                    yield return new FeedBatch(news, look.HasToken ? Token(look.Snapshot) : "");
                    seen = look.Snapshot.End > before.End ? look.Snapshot : before;
                }
            }
            finally
            {
                watchers.TryRemove(watcher, out _);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        PgSnapshot? last = null;
        Task? any = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Looks are for those who watch; without them only the horizon is followed.
                var lookedAt = Stopwatch.GetTimestamp();
                var join = tools.Wake.Next(JoinTopic);
                any = tools.Wake.NextOf(any, [JoinTopic, table.Topic]);
                var joined = watchers.Keys.ToList();
                last = await LookAsync(joined.Count == 0 ? null : last, stoppingToken);
                foreach (var watcher in joined)
                    watcher.Ready.TrySetResult();
                await Wake.WaitAsync(joined.Count == 0 ? join : any, Wake.LookEvery, stoppingToken);
                await Wake.PauseAsync(lookedAt, LookPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                log.FeedBlind(table.Name, fault.GetType().Name);
                await Task.Delay(Wake.LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private string JoinTopic => $"$feed/{table.Name}";

    /// <summary>One look for all. The first only takes the position, before those who wait for it read for themselves.</summary>
    private async Task<PgSnapshot> LookAsync(PgSnapshot? last, CancellationToken cancellation)
    {
        if (last is null)
        {
            var position = (await reader.ChangesAsync(PgSnapshot.Below(ulong.MaxValue >> 1), Guid.Empty, cancellation)).Snapshot;
            WatchHorizon(position);
            return position;
        }

        // Pages are read in several statements: the look counts as seen what the first of them saw, and the rest comes again.
        PgSnapshot? snapshot = null;
        var rows = new List<FeedRow>();
        await foreach (var page in PagesAsync(last, cancellation))
        {
            snapshot ??= page.Snapshot;
            rows.AddRange(page.Rows);
        }

        var now = snapshot ?? throw new UnreachableException();
        var isTokenDue = Stopwatch.GetElapsedTime(tokenSentAt) > TokenEvery;
        WatchHorizon(now);
        if (rows.Count == 0 && !isTokenDue)
            return now;
        tokenSentAt = Stopwatch.GetTimestamp();
        var look = new Look(now, rows, HasToken: true);
        foreach (var watcher in watchers.Keys)
            watcher.Hand(look);
        return now;
    }

    private async IAsyncEnumerable<FeedPage> PagesAsync(PgSnapshot? since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = Guid.Empty;
        FeedPage page;
        do
        {
            page = since is null ? await reader.AllAsync(after, cancellation) : await reader.ChangesAsync(since, after, cancellation);
            yield return page;
            after = page.Rows.Count == 0 ? after : page.Rows[^1].Id;
        }
        while (page.IsFull);
    }

    /// <summary>A position ahead of the server's is of a history that is gone.</summary>
    private async Task<PgSnapshot> PositionAsync(string token, CancellationToken cancellation)
    {
        var position = ResumeTokens.Read(table, tools.Epoch, token);
        var now = await reader.ChangesAsync(PgSnapshot.Below(ulong.MaxValue >> 1), Guid.Empty, cancellation);
        return position <= now.Snapshot.Horizon ? PgSnapshot.Below(position) : throw ResumeTokens.Invalid();
    }

    private Watcher Register()
    {
        if (watchers.Count >= WatchersMax)
            throw new RefusalException(Refusal.Of(RefusalKind.LimitExceeded, RefusalReasons.LimitExceeded, $"More than {WatchersMax} streams are open. Try again later."));
        var watcher = new Watcher();
        watchers[watcher] = true;
        tools.Wake.SignalLocally(JoinTopic);
        return watcher;
    }

    private string Token(PgSnapshot snapshot) => ResumeTokens.Write(table, tools.Epoch, snapshot.Horizon);

    /// <summary>An open transaction anywhere in the cluster holds the horizon back, and with it all tokens.</summary>
    private void WatchHorizon(PgSnapshot snapshot)
    {
        if (snapshot.Horizon != horizon || snapshot.Horizon == snapshot.End)
        {
            horizon = snapshot.Horizon;
            horizonMovedAt = Stopwatch.GetTimestamp();
        }

        var age = Stopwatch.GetElapsedTime(horizonMovedAt);
        Meters.HorizonAge = age.TotalSeconds;
        tools.Alarms.Set(AlarmCodes.HorizonHeld, age > HorizonAgeMax);
    }

    private sealed record Look(PgSnapshot Snapshot, IReadOnlyList<FeedRow> Rows, bool HasToken);

    private sealed class Watcher
    {
        /// <summary>Done once the common looks go on from a position before this watcher's own first look.</summary>
        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Channel<Look> Looks { get; } = Channel.CreateBounded<Look>(new BoundedChannelOptions(BacklogMax) { SingleReader = true });

        /// <summary>A watcher whose backlog is full gets no more looks; when it has taken those that wait, it reads for itself.</summary>
        public void Hand(Look look)
        {
            if (!Looks.Writer.TryWrite(look))
                End();
        }

        /// <summary>No more looks: it reads for itself once it has taken those that wait, or ends with the host.</summary>
        public void End()
        {
            Looks.Writer.TryComplete();
            Ready.TrySetResult();
        }
    }
}
