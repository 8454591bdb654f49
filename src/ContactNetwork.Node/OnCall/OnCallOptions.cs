using ContactNetwork.Domain;
using ContactNetwork.Node.OnCall.Channels;

namespace ContactNetwork.Node.OnCall;

/// <summary>Who is on duty, whom to page when, and how. Section <c>OnCall</c>.</summary>
internal sealed record OnCallOptions
{
    /// <summary>The most persons on duty.</summary>
    public const int PersonsMax = 100;

    /// <summary>
    /// The persons who can be paged, the first to be paged first. Empty is allowed and loud: then every alert is missed at
    /// once, and other countries are told whom to call.
    /// </summary>
    public IReadOnlyList<DutyPersonOptions> DutyList { get; init; } = [];

    /// <summary>Whom to page when, by urgency. One that is not given takes the persons of the duty list in turn, at the default times.</summary>
    public LaddersOptions Ladder { get; init; } = new();

    /// <summary>How pages leave by mail. Required where a person has a method of kind "smtp".</summary>
    public SmtpOptions Smtp { get; init; } = new();

    /// <summary>The desk's number that other countries are told to call, E.164. Empty for none.</summary>
    public string DeskPhone { get; init; } = "";

    /// <summary>The ladder given for an urgency; null where none is.</summary>
    public LadderOptions? LadderOf(Urgency urgency) => urgency switch
    {
        Urgency.Emergency => Ladder.Emergency,
        Urgency.Urgent => Ladder.Urgent,
        Urgency.Routine => Ladder.Routine,
        _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, "There are three urgencies."),
    };
}

/// <summary>A person who can be paged.</summary>
internal sealed record DutyPersonOptions
{
    /// <summary>The person's id in this node, or another word without "/". Required, unique.</summary>
    public string Person { get; init; } = "";

    /// <summary>The name shown to colleagues. Required.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Languages spoken, BCP 47.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Ways to page the person; all are used at once. At least one.</summary>
    public IReadOnlyList<PageMethodOptions> Methods { get; init; } = [];
}

/// <summary>One way to page one person.</summary>
internal sealed record PageMethodOptions
{
    /// <summary>The kind of channel: "smtp".</summary>
    public string Kind { get; init; } = "";

    /// <summary>The address there, e.g. a mail address.</summary>
    public string Address { get; init; } = "";
}

/// <summary>The ladders by urgency.</summary>
internal sealed record LaddersOptions
{
    /// <summary>For emergencies.</summary>
    public LadderOptions? Emergency { get; init; }

    /// <summary>For urgent requests.</summary>
    public LadderOptions? Urgent { get; init; }

    /// <summary>For everything else.</summary>
    public LadderOptions? Routine { get; init; }
}

/// <summary>Whom to page when. Editing it does nothing to alerts that are raised already.</summary>
internal sealed record LadderOptions
{
    /// <summary>The most steps.</summary>
    public const int StepsMax = 20;

    /// <summary>The steps, each later than the one before; the first begins at once.</summary>
    public IReadOnlyList<LadderStepOptions> Steps { get; init; } = [];

    /// <summary>Minutes after which an alert that nobody took is missed; later than the last step.</summary>
    public double MissedAfterMinutes { get; init; }

    /// <summary>Minutes between alarms to everybody after that. Default 10.</summary>
    public double AlarmEveryMinutes { get; init; } = 10;
}

/// <summary>One step of a ladder.</summary>
internal sealed record LadderStepOptions
{
    /// <summary>Minutes from the alert to this step.</summary>
    public double Minutes { get; init; }

    /// <summary>The persons to page, by their key in the duty list.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];
}
