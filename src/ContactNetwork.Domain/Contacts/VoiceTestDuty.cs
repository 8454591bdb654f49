using System.Globalization;

namespace ContactNetwork.Domain.Contacts;

/// <summary>
/// The voice test that this country owes in a half-year: whom it calls, all can tell (<see cref="ContactTestPairing"/>); from
/// when on, only its own node. People make the call: the node tells them that it is due, and that it is overdue.
/// </summary>
/// <param name="Period">The half-year, e.g. "2026-H2".</param>
/// <param name="Country">The country to be called.</param>
/// <param name="OpenAt">From when on it is due.</param>
/// <param name="DueAt">By when it should be done; within the half-year.</param>
public sealed record VoiceTestDuty(string Period, string Country, DateTimeOffset OpenAt, DateTimeOffset DueAt)
{
    /// <summary>How long people have.</summary>
    public static readonly TimeSpan DoneWithin = TimeSpan.FromDays(30);

    /// <summary>What must be left of a half-year for a test to be owed in it still, e.g. by a node that is new.</summary>
    public static readonly TimeSpan LeftMin = TimeSpan.FromDays(7);

    /// <summary>How long before the end of the half-year it is due at the latest.</summary>
    public static readonly TimeSpan BeforeTheEnd = TimeSpan.FromDays(1);

    /// <summary>When people were told that it is due; null until then.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>When people were told that it is due and can't be done; null where they were not.</summary>
    public DateTimeOffset? HinderedAt { get; init; }

    /// <summary>When people were told that it is overdue; null until then.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    /// <summary>How people name it, with who and by when, e.g. "VOICE-XB-BY-2026-12-14".</summary>
    public string Reference => string.Create(CultureInfo.InvariantCulture, $"VOICE-{Country}-BY-{DueAt.UtcDateTime:yyyy-MM-dd}");

    /// <summary>
    /// Draws from when on the test is due: somewhere in the half-year, so that the calls of all countries don't fall into the
    /// same days, and nobody knows beforehand when it will be called. Whoever plans late, e.g. a new node, draws from what is left.
    /// </summary>
    /// <param name="secret">A secret of this node.</param>
    /// <param name="networkId">The network.</param>
    /// <param name="half">The half-year.</param>
    /// <param name="country">The country to be called.</param>
    /// <param name="now">The instant, in the half-year.</param>
    /// <returns>The duty; null where too little is left of the half-year.</returns>
    public static VoiceTestDuty? Plan(ReadOnlySpan<byte> secret, string networkId, HalfYear half, string country, DateTimeOffset now)
    {
        DateTimeOffset from = now > half.From ? now : half.From;
        TimeSpan left = half.Until - from;
        if (left < LeftMin)
            return null;
        DateTimeOffset until = half.Until - (left >= 2 * DoneWithin ? DoneWithin : left / 2);
        DateTimeOffset openAt = ContactTestSchedule.DrawAnyTime(
            secret, $"{networkId}/{half.Name}/{country}/voice", half.From, half.Until - DoneWithin - BeforeTheEnd);
        // What was drawn for the whole half-year holds, also after a restore, unless it has passed.
        if (openAt < from)
            openAt = ContactTestSchedule.DrawAnyTime(secret, $"{networkId}/{half.Name}/{country}/voice/late", from, until);
        DateTimeOffset latest = half.Until - BeforeTheEnd;
        return new VoiceTestDuty(half.Name, country, openAt, openAt + DoneWithin < latest ? openAt + DoneWithin : latest);
    }

    /// <summary>How it stands.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="half">Its half-year.</param>
    /// <param name="isDone">A voice test of the country by this one was recorded in the half-year.</param>
    public VoiceTestDutyState StateAt(DateTimeOffset now, HalfYear half, bool isDone)
    {
        if (isDone)
            return VoiceTestDutyState.Done;
        if (now >= half.Until)
            return VoiceTestDutyState.Missed;
        if (now >= DueAt)
            return VoiceTestDutyState.Overdue;
        return now >= OpenAt ? VoiceTestDutyState.Due : VoiceTestDutyState.Planned;
    }

    /// <summary>What people are to be told now; null for nothing. Each is told once.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="isDone">A voice test of the country by this one was recorded in the half-year.</param>
    /// <param name="isHindered">It can't be done now.</param>
    public VoiceTestReminder? ReminderAt(DateTimeOffset now, bool isDone, bool isHindered)
    {
        if (isDone || now < OpenAt || OverdueAt is not null)
            return null;
        if (now >= DueAt)
            return VoiceTestReminder.Overdue;
        if (AnnouncedAt is not null)
            return null;
        if (!isHindered)
            return VoiceTestReminder.Due;
        return HinderedAt is null ? VoiceTestReminder.Hindered : null;
    }

    /// <summary>The duty, with what people were told.</summary>
    /// <param name="reminder">What.</param>
    /// <param name="now">The instant.</param>
    public VoiceTestDuty Told(VoiceTestReminder reminder, DateTimeOffset now) => reminder switch
    {
        VoiceTestReminder.Due => this with { AnnouncedAt = now },
        VoiceTestReminder.Hindered => this with { HinderedAt = now },
        VoiceTestReminder.Overdue => this with { OverdueAt = now },
        _ => throw new ArgumentOutOfRangeException(nameof(reminder), reminder, "The reminders are closed."),
    };
}

/// <summary>How an owed voice test stands. Numbers are those of the API.</summary>
public enum VoiceTestDutyState
{
    /// <summary>It is not due yet.</summary>
    Planned = 1,

    /// <summary>It is due.</summary>
    Due = 2,

    /// <summary>Its time has passed.</summary>
    Overdue = 3,

    /// <summary>A voice test was begun and recorded.</summary>
    Done = 4,

    /// <summary>The half-year is over, and nobody did it.</summary>
    Missed = 5,
}

/// <summary>What people are told about an owed voice test.</summary>
public enum VoiceTestReminder
{
    /// <summary>It is due.</summary>
    Due,

    /// <summary>It is due, and can't be done now.</summary>
    Hindered,

    /// <summary>It is overdue.</summary>
    Overdue,
}

/// <summary>Why a country can't be called now. Numbers are those of the API.</summary>
public enum VoiceTestHindrance
{
    /// <summary>It is no member any more.</summary>
    NotAMember = 1,

    /// <summary>It is suspended, by the roster or by people here.</summary>
    Suspended = 2,

    /// <summary>Its node does not take voice tests.</summary>
    NotTaken = 3,

    /// <summary>It lists no number that a test may dial now.</summary>
    NoNumber = 4,
}
