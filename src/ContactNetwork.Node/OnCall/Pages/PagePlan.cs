using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>
/// What leaves to one person now. The pages of an emergency's ladder leave alone and at once. Others that wait for the same
/// person share one page, and are held back when too many left in the last minute.
/// </summary>
internal abstract record PagePlan
{
    /// <summary>Alerts in one page.</summary>
    public const int BundleMax = 20;

    /// <summary>Pages to one person by one channel in <see cref="Window"/>, emergencies' own not among them.</summary>
    public const int PagesPerWindowMax = 5;

    /// <summary>The code of a page that waits for the limit.</summary>
    public const string LimitedCode = "PAGES_LIMITED";

    /// <summary>The span of <see cref="PagesPerWindowMax"/>.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);

    private PagePlan()
    {
    }

    /// <summary>The alert no longer owes the page.</summary>
    public sealed record NotOwed : PagePlan;

    /// <summary>Too many pages left lately.</summary>
    /// <param name="Wait">How long to wait.</param>
    public sealed record Limited(TimeSpan Wait) : PagePlan;

    /// <summary>An attempt is written down; it may leave.</summary>
    /// <param name="Key">Names the page to the receiver.</param>
    /// <param name="StartedAt">When it began.</param>
    /// <param name="Target">Whom and how.</param>
    /// <param name="Pages">What it says.</param>
    public sealed record Begun(Guid Key, DateTimeOffset StartedAt, PageTarget Target, ImmutableArray<OwedPage> Pages) : PagePlan;

    /// <summary>One alert's part in a page.</summary>
    /// <param name="Row">The due row.</param>
    /// <param name="Key">Whom, how, in which step.</param>
    /// <param name="Alert">The alert as it is now.</param>
    /// <param name="Attempt">The number of this attempt.</param>
    /// <param name="GivenKey">The key that it must leave under; null for a new one.</param>
    public sealed record OwedPage(DueRow Row, PageKey Key, Alert Alert, int Attempt, Guid? GivenKey)
    {
        /// <summary>Whether it must never wait: it belongs to the ladder of an emergency.</summary>
        public bool IsPrompt => Alert.Urgency == Urgency.Emergency && Key.Step <= Alert.Ladder.Steps.Length;
    }

    /// <summary>Plans the page of a row, with others of the same group, and writes the attempt down.</summary>
    public static async Task<PagePlan> BeginAsync(
        WriteSession session, DueRow row, IReadOnlyList<DueRow> waiting, Lease lease, CancellationToken cancellation)
    {
        if (await FindAsync(session, row, cancellation) is not { } own)
            return new NotOwed();
        if (!own.IsPrompt && await WaitAsync(session, own.Key.Target, cancellation) is { } wait)
            return new Limited(wait);

        var pages = own.IsPrompt ? [own] : await BundleAsync(session, own, waiting, cancellation);
        session.Guard(lease);
        var key = own.GivenKey ?? Guid.NewGuid();
        foreach (var page in pages)
            PageAttempts.QueueStart(session, page.Row.Stream, page.Key, page.Attempt, key);
        return new Begun(key, session.Now, own.Key.Target, pages);
    }

    /// <summary>Those of the same address that don't have to leave alone, and that the key allows: a page under an old key says the same again.</summary>
    private static async Task<ImmutableArray<OwedPage>> BundleAsync(
        WriteSession session, OwedPage own, IReadOnlyList<DueRow> waiting, CancellationToken cancellation)
    {
        var pages = ImmutableArray.CreateBuilder<OwedPage>();
        pages.Add(own);
        foreach (var other in waiting.Where(other => other.Item.Kind == DueKinds.Page && (other.Stream, other.Item.Key) != (own.Row.Stream, own.Row.Item.Key)))
        {
            if (pages.Count == BundleMax)
                break;
            if (await FindAsync(session, other, cancellation) is { IsPrompt: false } page && page.Key.Target == own.Key.Target && page.GivenKey == own.GivenKey)
                pages.Add(page);
        }

        return pages.ToImmutable();
    }

    private static async Task<OwedPage?> FindAsync(WriteSession session, DueRow row, CancellationToken cancellation)
    {
        var alert = await session.FindAsync(AlertStreams.Alerts, row.Stream, cancellation);
        var page = alert?.Pages.FirstOrDefault(page => page.Key.ToString() == row.Item.Key);
        if (alert is not { IsOpen: true } || page is not { Stage: not PageStage.Sent })
            return null;

        var (attempt, key) = await PageAttempts.LastAsync(session.Connection, row.Stream, page.Key, cancellation);
        return new OwedPage(row, page.Key, alert, attempt + 1, key);
    }

    private static async Task<TimeSpan?> WaitAsync(WriteSession session, PageTarget target, CancellationToken cancellation)
    {
        var (count, first) = await PageAttempts.SentSinceAsync(session.Connection, target, session.Now - Window, cancellation);
        if (count < PagesPerWindowMax || first is null)
            return null;

        var wait = first.Value + Window - session.Now;
        return wait < WaitMin ? WaitMin : wait;
    }
}
