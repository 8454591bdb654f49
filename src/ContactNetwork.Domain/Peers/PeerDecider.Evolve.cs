using System.Diagnostics;
using static ContactNetwork.Domain.Peers.PeerEvent;

namespace ContactNetwork.Domain.Peers;

public static partial class PeerDecider
{
    private const string LapseKey = "suspension";

    /// <summary>Folds one fact into the state.</summary>
    /// <param name="state">The state before; null before the first fact.</param>
    /// <param name="fact">The fact.</param>
    public static PeerRecord Evolve(PeerRecord? state, PeerEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (fact is PeerSuspended suspended)
            return Suspended(state, suspended);
        if (fact is RestoreDetected detected)
        {
            PeerRecord peer = state ?? new PeerRecord { Id = detected.Id, Country = detected.Country, Realm = detected.Stamp.Realm };
            return peer with { Restoration = new PeerRestoration(detected.Stamp.At, null, 0, 0, 0, null, "") };
        }

        if (fact is RestoreCompleted or LossAccepted)
            return Ended(state, fact);
        if (state is not { Suspension: { } suspension })
            throw new UnreachableException("Only a suspended peer has these facts.");
        return fact switch
        {
            PeerSuspended or RestoreDetected or RestoreCompleted or LossAccepted => throw new UnreachableException("Folded above."),
            SuspensionConfirmed confirmed => state with
            {
                Suspension = suspension with { LapseAt = null, ConfirmedBy = confirmed.Stamp.Actor, ConfirmedAt = confirmed.Stamp.At },
                LastAlone = null,
            },
            SuspensionLapsed => state with { Suspension = null },
            ResumptionProposed proposed => state with
            {
                Suspension = suspension with
                {
                    ResumeProposal = new ResumeProposal(proposed.Stamp.Actor, proposed.Stamp.At, proposed.Because),
                },
            },
            PeerResumed => state with { Suspension = null },
            _ => throw new UnreachableException($"The facts are closed; {fact.GetType().Name} has no fold."),
        };
    }

    /// <summary>What is due: the lapse of a suspension that nobody has confirmed.</summary>
    /// <param name="state">What is known of the peer.</param>
    public static IEnumerable<DueItem> Due(PeerRecord state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Suspension?.LapseAt is { } lapseAt)
            yield return new DueItem(DueKinds.Deadline, LapseKey, lapseAt, Urgency.Urgent);
    }

    private static PeerRecord Ended(PeerRecord? state, PeerEvent fact)
    {
        if (state is not { Restoration: { } restoration })
            throw new UnreachableException("Only a held peer has these facts.");
        return state with
        {
            Restoration = fact switch
            {
                RestoreCompleted done => restoration with
                {
                    EndedAt = done.Stamp.At,
                    Fetched = done.Fetched,
                    Rebuilt = done.Rebuilt,
                    NotRebuilt = done.NotRebuilt,
                },
                LossAccepted accepted => restoration with
                {
                    EndedAt = accepted.Stamp.At,
                    AcceptedBy = accepted.Stamp.Actor,
                    Because = accepted.Because,
                },
                _ => throw new UnreachableException("No other fact ends it."),
            },
        };
    }

    private static PeerRecord Suspended(PeerRecord? state, PeerSuspended suspended)
    {
        PeerRecord known = state ?? new PeerRecord { Id = suspended.Id, Country = suspended.Country, Realm = suspended.Stamp.Realm };
        Actor actor = suspended.Stamp.Actor;
        return known with
        {
            Suspension = new PeerSuspension(actor, suspended.Stamp.At, suspended.Because, suspended.LapseAt, null, null, null),
            LastAlone = actor.PersonId is { } person ? new LoneSuspension(person, suspended.LapseAt) : known.LastAlone,
        };
    }
}
