using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.People;

/// <summary>
/// Ends a stream when its caller's token has expired or the caller's rights have changed: what it shows is decided when it
/// begins. Looks every <see cref="LookEvery"/>, cancels the call, and cuts the connection's stream where the call doesn't
/// end within <see cref="Grace"/>.
/// </summary>
internal sealed class StreamEnd(
    HttpContext context, string method, Bearer bearer, Caller begun, Entrance entrance, TimeProvider clock, ILogger log)
{
    /// <summary>Together with the register's look and the grace, a stream outlives a right by less than 60 s.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Why the stream was ended; null while it may go on. A feature of the call.</summary>
    public Refusal? Reason { get; private set; }

    public async Task RunAsync(RequestDelegate next)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var done = new CancellationTokenSource();
        context.RequestAborted = ending.Token;
        context.Features.Set(this);
        var watching = WatchAsync(ending, done.Token);
        try
        {
            await next(context);
        }
        finally
        {
            await done.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(CancellationTokenSource ending, CancellationToken done)
    {
        try
        {
            while (Reason is null)
            {
                await Task.Delay(LookEvery, clock, done);
                Reason = Look();
            }

            log.StreamEnded(method, begun.PersonId, Reason.Reason);
            await ending.CancelAsync();
            await Task.Delay(Grace, clock, done);
            context.Abort();
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The call has ended.
        }
    }

    private static Refusal RightsChanged => Refusal.Of(
        RefusalKind.Unavailable, RefusalReasons.RightsChanged, "Your roles have changed. Open the stream again with your last resume token.");

    private Refusal? Look()
    {
        try
        {
            if (!entrance.Counts(bearer))
                return TokenRefusals.Expired.Refusal;
            var now = entrance.Identify(bearer);
            return Entrance.Judge(method, now) ?? (now.Roles.ToHashSet().SetEquals(begun.Roles) ? null : RightsChanged);
        }
        catch (RefusalException away)
        {
            return away.Refusal;
        }
    }
}
