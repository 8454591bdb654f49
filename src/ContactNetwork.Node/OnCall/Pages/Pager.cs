using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>
/// Pages persons: one at a time works for a person's channel, however many replicas there are. Each page:
/// <list type="number">
/// <item>is planned: alone, or with others that wait for the same person;</item>
/// <item>is written down with its key before it leaves;</item>
/// <item>leaves, if the lease is still held;</item>
/// <item>has its outcome written, if the lease is still its own. A crash before that repeats it under the same key.</item>
/// </list>
/// </summary>
internal sealed class Pager(
    ClerkTools tools,
    Shell shell,
    DutyList duty,
    SubjectReaction subjects,
    NodeIdentity node,
    IEnumerable<IPageChannel> channels,
    ILogger<Pager> log) : RowClerk(tools, log)
{
    /// <summary>Failed tries, not lasting ones, after which the ladder no longer waits for a page.</summary>
    public const int PassingFailuresMax = 3;

    private const string AddressUnknown = "ADDRESS_UNKNOWN";

    private readonly ImmutableDictionary<string, IPageChannel> channelOf = channels.ToImmutableDictionary(channel => channel.Kind);

    public override string Name => "pager";

    public override ImmutableArray<string> Kinds => [DueKinds.Page];

    protected override async Task<WorkResult> DoAsync(DueRow row, Lease lease, CancellationToken cancellation)
    {
        // Those that pause after a failure go along: the person gets a page now anyway.
        var waiting = await Tools.Due.RowsAsync(row.Group, Tools.Clock.Now + PageSpacing.UrgentMax, PagePlan.BundleMax, cancellation);
        var plan = await shell.RunAsync((session, inner) => PagePlan.BeginAsync(session, row, waiting, lease, inner), cancellation);
        switch (plan)
        {
            case PagePlan.NotOwed:
                return WorkResult.Done;
            case PagePlan.Limited limited:
                log.PagesLimited(limited.Wait.TotalSeconds);
                return new WorkResult.Again(PagePlan.LimitedCode, limited.Wait);
            case PagePlan.Begun begun:
                return await EndAsync(begun, await SendAsync(begun, lease, cancellation), row, lease, cancellation);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<PageOutcome> SendAsync(PagePlan.Begun begun, Lease lease, CancellationToken cancellation)
    {
        if (duty.AddressOf(begun.Target) is not { } address || !channelOf.TryGetValue(begun.Target.Method, out var channel))
            return new PageOutcome.Failed(AddressUnknown, IsLasting: true);

        lease.AssertHeld();
        return await channel.SendAsync(
            PageText.Compose(begun.Key, address, [.. begun.Pages.Select(page => page.Alert)], node, duty.DeskPhone),
            cancellation);
    }

    private async Task<WorkResult> EndAsync(
        PagePlan.Begun begun, PageOutcome outcome, DueRow row, Lease lease, CancellationToken cancellation)
    {
        var (code, mayBeTaken) = outcome switch
        {
            PageOutcome.Sent => ("", true),
            PageOutcome.Failed failed => (failed.Code, false),
            PageOutcome.Unknown unknown => (unknown.Code, true),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var isGivenUp = outcome is PageOutcome.Failed { IsLasting: true };
        await RunAsync(row, session => RecordAsync(session, begun, code, mayBeTaken, isGivenUp, lease, cancellation), cancellation);
        Count(begun, code);
        if (code.Length == 0)
        {
            log.PageHandedOver(begun.Key, begun.Pages.Length, begun.Target.Method);
            return WorkResult.Done;
        }

        log.PageFailed(begun.Key, begun.Target.Method, code);
        foreach (var page in begun.Pages.Where(page => page.Row != row))
            await Tools.Due.RecordAsync(lease, page.Row, code, Tools.Clock.Now + PageSpacing.After(page.Row), parkTime: null, cancellation);
        return new WorkResult.Again(code, PageSpacing.After(row));
    }

    private static async Task RecordAsync(
        WriteSession session, PagePlan.Begun begun, string code, bool mayBeTaken, bool isGivenUp, Lease lease, CancellationToken cancellation)
    {
        session.Guard(lease);
        PageAttempts.QueueEnd(session, begun.Key, begun.StartedAt, code, mayBeTaken);
        foreach (var page in begun.Pages)
        {
            var stamp = session.Stamp(Actor.Clock with { Role = "pager", Method = begun.Target.Method });
            AlertCommand? command = code.Length == 0 ? new AlertCommand.RecordPageSent(stamp, page.Row.Item.Key)
                : isGivenUp || page.Attempt >= PassingFailuresMax ? new AlertCommand.RecordPageFailed(stamp, page.Row.Item.Key, code)
                : null;
            if (command is not null)
                await session.DecideAsync(AlertStreams.Alerts, page.Row.Stream, command, cancellation);
        }
    }

    private Task RunAsync(DueRow row, Func<WriteSession, Task> work, CancellationToken cancellation)
    {
        Task Run() => shell.RunAsync((session, _) => work(session), cancellation);
        return SubjectReaction.IsLeftOut(row) ? subjects.RunMutedAsync(Run) : Run();
    }

    private static void Count(PagePlan.Begun begun, string code)
    {
        Meters.PageAttempts.Add(1, new("channel", begun.Target.Method), new("result", code.Length == 0 ? "SENT" : code));
        foreach (var page in begun.Pages.Where(page => code.Length == 0 && page.Alert.NotifiedAt is null))
            Meters.FirstPageSeconds.Record((begun.StartedAt - page.Alert.RaisedAt).TotalSeconds);
    }
}
