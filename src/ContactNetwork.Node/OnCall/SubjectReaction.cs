using System.Collections.Frozen;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.OnCall;

/// <summary>Tells the room of an alert's subject what happened, in the same session. A subject without a room needs nothing.</summary>
internal sealed class SubjectReaction(IServiceProvider services, ILogger<SubjectReaction> log) : IReaction<Alert, AlertEvent>
{
    private readonly AsyncLocal<bool> isMuted = new();

    // Rooms use the desk, and the desk's streams come here: so they are looked up when first needed.
    private readonly Lazy<FrozenDictionary<string, ISubjectRoom>> rooms = new(() =>
        services.GetServices<ISubjectRoom>().ToFrozenDictionary(room => room.SubjectKind));

    public string Name => "tell the subject's room";

    /// <summary>
    /// Runs work of a clerk whose last try failed for a fault, without telling anybody: a defect in another room must not
    /// keep alerts from climbing. The log says that the room was not told.
    /// </summary>
    public async Task RunMutedAsync(Func<Task> work)
    {
        isMuted.Value = true;
        try
        {
            await work();
        }
        finally
        {
            isMuted.Value = false;
        }
    }

    public async Task ReactAsync(WriteSession session, Guid streamId, Alert state, AlertEvent fact, CancellationToken cancellation)
    {
        foreach (var notice in AlertReactions.Of(fact, state))
        {
            if (!rooms.Value.TryGetValue(notice.Subject.Kind, out var room))
                continue;
            if (isMuted.Value)
                log.SubjectNotTold(streamId, notice.GetType().Name);
            else
                await room.TellAsync(session, notice, fact.Stamp, cancellation);
        }
    }
}
