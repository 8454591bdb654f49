using System.Diagnostics;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Suspensions;

/// <summary>Tells the duty desk when a suspension begins and ends, in the transaction of the fact.</summary>
internal sealed class PeerDesk(Notices notices) : IReaction<PeerRecord, PeerEvent>
{
    public string Name => "peer to desk";

    public Task ReactAsync(WriteSession session, Guid streamId, PeerRecord state, PeerEvent fact, CancellationToken cancellation) =>
        CauseOf(fact) is { } cause
            ? notices.TellAsync(
                session, new PeersNotice(cause, state.Country, SubjectOf(streamId, session.Now), "", Urgency.Urgent, IsTest: false), cancellation)
            : Task.CompletedTask;

    private static string? CauseOf(PeerEvent fact) => fact switch
    {
        PeerEvent.PeerSuspended => PeersCauses.PeerSuspended,
        PeerEvent.SuspensionLapsed => PeersCauses.SuspensionLapsed,
        PeerEvent.PeerResumed => PeersCauses.PeerResumed,
        PeerEvent.RestoreDetected => PeersCauses.StoreRestored,
        PeerEvent.RestoreCompleted => PeersCauses.StoreRecovered,
        PeerEvent.LossAccepted => PeersCauses.LossAccepted,
        PeerEvent.SuspensionConfirmed or PeerEvent.ResumptionProposed => null,
        _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no reaction."),
    };

    /// <summary>Each beginning and end is told anew, even while the alert of the one before is still open.</summary>
    private static Guid SubjectOf(Guid stream, DateTimeOffset at)
    {
        var bytes = stream.ToByteArray(bigEndian: true);
        BitConverter.GetBytes(at.UtcTicks).CopyTo(bytes, 8);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
