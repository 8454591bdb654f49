using System.Collections.Immutable;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Peers.PeerCommand;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Peers;

/// <summary>Commands about a peer and how to reach each stage.</summary>
internal static class PeerStory
{
    public static Actor Lead { get; } = new(ActorKind.Person, "shift lead", Id(3), "api");

    public static DeciderStory<PeerRecord, PeerCommand, PeerEvent> New() => new(PeerDecider.Decide, PeerDecider.Evolve);

    public static SuspendPeer Suspend(double minutes, Actor? actor = null, string because = "It floods us.") =>
        new(By(actor ?? DutyOfficer, Minutes(minutes)), Id(800), "XB", because, Accounts(actor ?? DutyOfficer));

    public static ConfirmSuspension Confirm(double minutes, Actor? actor = null) =>
        new(By(actor ?? Lead, Minutes(minutes)), Accounts(actor ?? Lead));

    public static ResumePeer Resume(double minutes, Actor? actor = null) =>
        new(By(actor ?? DutyOfficer, Minutes(minutes)), "It is over.", Accounts(actor ?? DutyOfficer));

    public static LapseSuspension Lapse(double minutes) => new(ByClock(Minutes(minutes)));

    public static DetectRestore Detect(double minutes) => new(ByClock(Minutes(minutes)), Id(800), "XB");

    public static CompleteRestore Complete(double minutes) => new(ByClock(Minutes(minutes)), 5, 4, 1);

    public static AcceptLoss Lose(double minutes, Actor? actor = null) => new(By(actor ?? Lead, Minutes(minutes)), "The peer is gone for good.");

    /// <summary>The accounts of a person who has one.</summary>
    private static ImmutableArray<Guid> Accounts(Actor actor) => actor.PersonId is { } person ? [person] : [];

    /// <summary>The commands that lead to a stage.</summary>
    public static PeerCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(PeerStage.Free) => [Suspend(0), Resume(1)],
        nameof(PeerStage.SuspendedByOne) => [Suspend(0)],
        nameof(PeerStage.Suspended) => [Suspend(0), Confirm(1)],
        nameof(PeerStage.ResumeProposed) => [Suspend(0), Confirm(1), Resume(200)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    /// <summary>A sound command of a kind, four hours after the stages of <see cref="To"/> began.</summary>
    public static PeerCommand Say(string command) => command switch
    {
        nameof(SuspendPeer) => Suspend(240, Lead),
        nameof(ConfirmSuspension) => Confirm(240),
        nameof(ResumePeer) => Resume(240, Lead),
        nameof(LapseSuspension) => Lapse(240),
        nameof(DetectRestore) => Detect(240),
        nameof(CompleteRestore) => Complete(240),
        nameof(AcceptLoss) => Lose(240),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
