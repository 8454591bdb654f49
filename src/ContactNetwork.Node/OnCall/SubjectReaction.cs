using System.Collections.Frozen;
using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.Clerks;
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
    /// Whether this try of a row must leave the subject's room out: the last one failed in that room, or it is the last before
    /// the row would be parked, because what a room began may also fail as late as at the commit.
    /// </summary>
    public static bool IsLeftOut(DueRow row) =>
        row.LastError == RowClerk.FaultCode(typeof(SubjectRoomException)) || (RowClerk.IsFault(row.LastError) && row.Attempts + 1 >= RowClerk.FaultsMax);

    /// <summary>
    /// Runs work of a clerk without telling anybody (<see cref="IsLeftOut"/>): a defect in another room must not keep alerts
    /// from climbing. The log says that the room was not told.
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
                await TellAsync(room, session, notice, fact.Stamp, cancellation);
        }
    }

    /// <summary>A fault of the room gets a name of its own; what the store or the room's rules say stays what it is.</summary>
    private static async Task TellAsync(ISubjectRoom room, WriteSession session, SubjectNotice notice, Stamp stamp, CancellationToken cancellation)
    {
        try
        {
            await room.TellAsync(session, notice, stamp, cancellation);
        }
        catch (Exception fault) when (fault is not (RefusalException or OperationCanceledException)
            && !StoreFaults.IsLostRace(fault) && !StoreFaults.IsLeaseLost(fault) && !StoreFaults.IsStoreAway(fault))
        {
            throw new SubjectRoomException(room.SubjectKind, fault);
        }
    }
}

/// <summary>The room of an alert's subject failed at what it was told.</summary>
internal sealed class SubjectRoomException(string subjectKind, Exception fault)
    : Exception($"The room of {subjectKind} failed at what it was told of an alert.", fault);
