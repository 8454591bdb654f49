using System.Collections.Immutable;
using System.Diagnostics;
using static ContactNetwork.Domain.Peers.PeerCommand;
using static ContactNetwork.Domain.Peers.PeerEvent;
using Decision = ContactNetwork.Domain.Decision<ContactNetwork.Domain.Peers.PeerEvent>;

namespace ContactNetwork.Domain.Peers;

/// <summary>
/// The rules of suspending a peer: one person for a few hours, two until two end it. Persons are compared, not accounts,
/// also where two accounts were made known as one person's between their acts; and a program never does any of it.
/// </summary>
public static partial class PeerDecider
{
    /// <summary>How long one person alone may suspend a peer.</summary>
    public static TimeSpan AloneMax { get; } = TimeSpan.FromHours(4);

    /// <summary>How long after a suspension that nobody confirmed the same person alone gets no new time.</summary>
    public static TimeSpan AloneAgain { get; } = TimeSpan.FromHours(24);

    /// <summary>How long a wish to end a suspension waits for a second person.</summary>
    public static TimeSpan ProposalMax { get; } = TimeSpan.FromHours(4);

    /// <summary>Characters of a reason.</summary>
    public const int BecauseCharactersMax = 500;

    /// <summary>
    /// Decides what follows from a command. Never throws for what a person or peer can cause; what is true already
    /// yields no facts.
    /// </summary>
    /// <param name="command">What is said.</param>
    /// <param name="state">What is known of the peer; null when nothing was ever decided about it.</param>
    public static Decision Decide(PeerCommand command, PeerRecord? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is not null && state.Realm != command.Stamp.Realm)
            return Decision.Refuse(CommonRefusals.WrongRealm());
        return command switch
        {
            SuspendPeer suspend => Suspend(suspend, state),
            ConfirmSuspension confirm => Confirm(confirm, state?.Suspension),
            ResumePeer resume => Resume(resume, state?.Suspension),
            LapseSuspension lapse => Lapse(lapse, state?.Suspension),
            DetectRestore detect => state?.Restoration is { EndedAt: null }
                ? Decision.Accept()
                : Decision.Accept(new RestoreDetected(detect.Stamp, detect.Id, detect.Country)),
            CompleteRestore complete => state?.Restoration is { EndedAt: null }
                ? Decision.Accept(new RestoreCompleted(complete.Stamp, complete.Fetched, complete.Rebuilt, complete.NotRebuilt))
                : Decision.Refuse(CommonRefusals.NotInThisStage("complete a restore", "NOT_HELD")),
            AcceptLoss accept => Accept(accept, state?.Restoration),
            _ => throw new UnreachableException($"The commands are closed; {command.GetType().Name} has no rule."),
        };
    }

    private static Decision Suspend(SuspendPeer suspend, PeerRecord? state)
    {
        if (!suspend.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("suspend a peer"));
        if (state?.Suspension is not null)
            return Decision.Accept();
        if (CheckBecause(suspend.Because) is { } violation)
            return Decision.Refuse(Refusal.Malformed([violation]));
        if (LapseOf(suspend, state?.LastAlone) is not { } lapseAt)
            return Decision.Refuse(FourEyes("Your last suspension of this peer lapsed unconfirmed: now a colleague must suspend it."));
        return Decision.Accept(new PeerSuspended(suspend.Stamp, suspend.Id, suspend.Country, suspend.Because, lapseAt));
    }

    /// <summary>Who suspends again what nobody confirmed gets the rest of the time, not a new one; null when it is used up.</summary>
    private static DateTimeOffset? LapseOf(SuspendPeer suspend, LoneSuspension? last)
    {
        Stamp stamp = suspend.Stamp;
        bool isAgain = last is not null && IsSame(last.PersonId, stamp, suspend.Accounts) && stamp.At < last.LapseAt + AloneAgain;
        if (!isAgain)
            return stamp.At + AloneMax;
        return stamp.At < last!.LapseAt ? last.LapseAt : null;
    }

    private static Decision Confirm(ConfirmSuspension confirm, PeerSuspension? suspension)
    {
        if (!confirm.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("confirm a suspension"));
        if (suspension is null)
            return Decision.Refuse(CommonRefusals.NotInThisStage("confirm a suspension", "NOT_SUSPENDED"));
        if (suspension.ConfirmedAt is not null)
            return Decision.Accept();
        return IsSame(suspension.By.PersonId, confirm.Stamp, confirm.Accounts)
            ? Decision.Refuse(FourEyes("Another person than the one who suspended must confirm."))
            : Decision.Accept(new SuspensionConfirmed(confirm.Stamp));
    }

    private static Decision Resume(ResumePeer resume, PeerSuspension? suspension)
    {
        if (!resume.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("resume a peer"));
        if (suspension is null)
            return Decision.Accept();
        if (CheckBecause(resume.Because) is { } violation)
            return Decision.Refuse(Refusal.Malformed([violation]));
        if (suspension.ConfirmedAt is null)
            return Decision.Accept(new PeerResumed(resume.Stamp, resume.Because));

        bool isProposed = suspension.ResumeProposal is { } proposal && resume.Stamp.At < proposal.At + ProposalMax;
        if (!isProposed)
            return Decision.Accept(new ResumptionProposed(resume.Stamp, resume.Because));
        return IsSame(suspension.ResumeProposal!.By.PersonId, resume.Stamp, resume.Accounts)
            ? Decision.Accept()
            : Decision.Accept(new PeerResumed(resume.Stamp, resume.Because));
    }

    private static Decision Lapse(LapseSuspension lapse, PeerSuspension? suspension) =>
        suspension is { LapseAt: { } dueAt } && lapse.Stamp.At >= dueAt
            ? Decision.Accept(new SuspensionLapsed(lapse.Stamp, dueAt))
            : Decision.Accept();

    private static Decision Accept(AcceptLoss accept, PeerRestoration? restoration)
    {
        if (!accept.Stamp.IsHuman())
            return Decision.Refuse(CommonRefusals.HumanAct("accept a loss"));
        if (restoration is not { EndedAt: null })
            return Decision.Refuse(CommonRefusals.NotInThisStage("accept a loss", "NOT_HELD"));
        return CheckBecause(accept.Because) is { } violation
            ? Decision.Refuse(Refusal.Malformed([violation]))
            : Decision.Accept(new LossAccepted(accept.Stamp, accept.Because));
    }

    /// <summary>Whether the person who acts now has acted before, under whatever account: the earlier act names the account of its day.</summary>
    private static bool IsSame(Guid? earlier, Stamp stamp, ImmutableArray<Guid> accounts) =>
        earlier == stamp.Actor.PersonId || (earlier is { } id && accounts.Contains(id));

    private static FieldViolation? CheckBecause(string because)
    {
        if (string.IsNullOrWhiteSpace(because))
            return new FieldViolation("because", "is required: say why, without case content");
        return because.Length > BecauseCharactersMax
            ? new FieldViolation("because", $"must have at most {BecauseCharactersMax} characters")
            : null;
    }

    private static Refusal FourEyes(string message) =>
        Refusal.Of(RefusalKind.WrongStage, RefusalReasons.FourEyesRequired, message);
}
