using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.OnCall.AlertCommand;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.OnCall;

/// <summary>Commands of an alert and how to reach each stage.</summary>
internal static class AlertStory
{
    public static AlertSubject Subject { get; } = new("preservation", Id(500), "PR-XA-2026-000001-7", "XA");

    public static PageTarget Anna { get; } = new("anna", "smtp", "0");

    public static PageTarget Boris { get; } = new("boris", "smtp", "0");

    public static PageTarget Lead { get; } = new("lead", "smtp", "0");

    /// <summary>Anna at once, Boris after 3 minutes, the lead after 6, missed after 15, then every 10.</summary>
    public static Ladder ThreeSteps { get; } = new(
        [
            new LadderStep(TimeSpan.Zero, [Anna]),
            new LadderStep(Minutes(3), [Boris]),
            new LadderStep(Minutes(6), [Lead]),
        ],
        Minutes(15),
        Minutes(10));

    public static DeciderStory<Alert, AlertCommand, AlertEvent> New() => new(AlertDecider.Decide, AlertDecider.Evolve);

    public static RaiseAlert Raise(Ladder? ladder = null) => new(
        ByPeer(TimeSpan.Zero),
        Id(700),
        Subject,
        "REQUEST_RECEIVED",
        Urgency.Emergency,
        Purpose.Real,
        ladder ?? ThreeSteps);

    public static StartNextStep Next(double minutes, Ladder? replacement = null) => new(ByClock(Minutes(minutes)), replacement);

    public static RecordPageSent Sent(double minutes, int step, PageTarget target) =>
        new(ByClock(Minutes(minutes)), new PageKey(step, target).ToString());

    public static RecordPageFailed Failed(double minutes, int step, PageTarget target) =>
        new(ByClock(Minutes(minutes)), new PageKey(step, target).ToString(), "SMTP_550");

    public static AcknowledgeAlert Take(double minutes, Actor? actor = null) => new(By(actor ?? DutyOfficer, Minutes(minutes)));

    public static CancelAlert Cancel(double minutes) => new(ByPeer(Minutes(minutes)), "SUBJECT_WITHDRAWN");

    /// <summary>The commands that lead to a stage; in all of them Anna's page of step 1 exists.</summary>
    public static AlertCommand[] To(string stage) => stage switch
    {
        "None" => [],
        nameof(AlertStage.Raised) => [Raise()],
        nameof(AlertStage.Notified) => [Raise(), Sent(0.1, 1, Anna)],
        nameof(AlertStage.Escalated) => [Raise(), Next(3)],
        nameof(AlertStage.Missed) => [Raise(), Next(3), Next(6), Next(15)],
        nameof(AlertStage.Acknowledged) => [Raise(), Take(1)],
        nameof(AlertStage.Cancelled) => [Raise(), Cancel(1)],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No way to this stage is written down."),
    };

    /// <summary>A sound command of a kind, long after the stages of <see cref="To"/> began.</summary>
    public static AlertCommand Say(string command) => command switch
    {
        nameof(RaiseAlert) => Raise(),
        nameof(StartNextStep) => Next(600),
        nameof(RecordPageSent) => Sent(600, 1, Anna),
        nameof(RecordPageFailed) => Failed(600, 1, Anna),
        nameof(AcknowledgeAlert) => Take(600),
        nameof(CancelAlert) => Cancel(600),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "No such command is written down."),
    };
}
