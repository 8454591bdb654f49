using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain.Contacts;

namespace ContactNetwork.Domain.Tests.Contacts;

public sealed class VoiceTestDutyTests
{
    private static readonly byte[] Secret = SHA256.HashData("of one node"u8);
    private static readonly HalfYear Half = new(2026, 2);
    private static readonly VoiceTestDuty Duty = new(Half.Name, "XB", Half.From.AddDays(50), Half.From.AddDays(80));

    [Fact]
    public void A_year_has_two_halves()
    {
        Assert.Equal(Half, HalfYear.Of(new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        Assert.Equal(new HalfYear(2027, 1), HalfYear.Of(new DateTimeOffset(2027, 1, 1, 0, 30, 0, TimeSpan.Zero)));
        // Midnight of another zone is no border: all nodes count by UTC.
        Assert.Equal(Half, HalfYear.Of(new DateTimeOffset(2027, 1, 1, 0, 30, 0, TimeSpan.FromHours(2))));
        Assert.Equal(("2026-H2", new HalfYear(2026, 1), new HalfYear(2025, 2)), (Half.Name, Half.Before, Half.Before.Before));
        Assert.Equal(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Half.Until);
    }

    [Fact]
    public void It_comes_due_somewhere_in_the_half_year_and_leaves_thirty_days_and_the_same_node_draws_the_same()
    {
        VoiceTestDuty[] duties = [.. Enumerable.Range(0, 500).Select(number => Plan(SHA256.HashData(Encoding.UTF8.GetBytes($"node {number}")), Half.From)!)];

        Assert.All(duties, duty => Assert.True(duty.OpenAt >= Half.From && duty.DueAt == duty.OpenAt + VoiceTestDuty.DoneWithin && duty.DueAt <= Half.Until));
        Assert.Equal(5, duties.Select(duty => duty.OpenAt.Month).Distinct().Count());
        Assert.Equal(Plan(Secret, Half.From), Plan(Secret, Half.From));
        // A node that lost what it planned, before that came due, plans the same again.
        VoiceTestDuty first = Plan(Secret, Half.From)!;
        Assert.Equal(first, Plan(Secret, first.OpenAt.AddMinutes(-1)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(176)]
    public void Who_plans_late_has_time_for_it_too(int day)
    {
        DateTimeOffset now = Half.From.AddDays(day);

        foreach (VoiceTestDuty duty in Enumerable.Range(0, 200).Select(number => Plan(SHA256.HashData(Encoding.UTF8.GetBytes($"node {number}")), now)!))
        {
            Assert.InRange(duty.OpenAt, now, Half.Until.AddDays(-3));
            Assert.InRange(duty.DueAt, duty.OpenAt.AddDays(2), Half.Until.AddDays(-1));
        }
    }

    [Fact]
    public void In_the_last_week_none_is_planned_any_more() => Assert.Null(Plan(Secret, Half.Until.AddDays(-6)));

    [Theory]
    [InlineData(49, false, VoiceTestDutyState.Planned)]
    [InlineData(50, false, VoiceTestDutyState.Due)]
    [InlineData(80, false, VoiceTestDutyState.Overdue)]
    [InlineData(184, false, VoiceTestDutyState.Missed)]
    [InlineData(49, true, VoiceTestDutyState.Done)]
    [InlineData(80, true, VoiceTestDutyState.Done)]
    [InlineData(184, true, VoiceTestDutyState.Done)]
    public void It_is_planned_due_overdue_done_or_missed(int day, bool isDone, VoiceTestDutyState state) =>
        Assert.Equal(state, Duty.StateAt(Half.From.AddDays(day), Half, isDone));

    [Theory]
    [InlineData(49, false, false, null)]
    [InlineData(50, false, false, VoiceTestReminder.Due)]
    [InlineData(50, false, true, VoiceTestReminder.Hindered)]
    [InlineData(50, true, false, null)]
    [InlineData(80, false, false, VoiceTestReminder.Overdue)]
    [InlineData(80, false, true, VoiceTestReminder.Overdue)]
    [InlineData(80, true, true, null)]
    public void People_are_told_what_is_so_now(int day, bool isDone, bool isHindered, VoiceTestReminder? reminder) =>
        Assert.Equal(reminder, Duty.ReminderAt(Half.From.AddDays(day), isDone, isHindered));

    [Fact]
    public void Each_is_told_once_and_what_was_hindered_is_told_again_when_it_can_be_done()
    {
        DateTimeOffset now = Duty.OpenAt;
        VoiceTestDuty hindered = Duty.Told(VoiceTestReminder.Hindered, now);
        Assert.Null(hindered.ReminderAt(now, isDone: false, isHindered: true));
        Assert.Equal(VoiceTestReminder.Due, hindered.ReminderAt(now, isDone: false, isHindered: false));
        VoiceTestDuty due = hindered.Told(VoiceTestReminder.Due, now);
        Assert.Null(due.ReminderAt(now, isDone: false, isHindered: false));
        Assert.Null(due.ReminderAt(now, isDone: false, isHindered: true));
        VoiceTestDuty overdue = due.Told(VoiceTestReminder.Overdue, Duty.DueAt);
        Assert.Null(overdue.ReminderAt(Duty.DueAt, isDone: false, isHindered: false));
        // Who was away all the time is told the last alone.
        Assert.Null(Duty.Told(VoiceTestReminder.Overdue, Duty.DueAt).ReminderAt(Duty.DueAt, isDone: false, isHindered: false));
    }

    [Fact]
    public void Its_reference_tells_who_and_by_when() => Assert.Equal("VOICE-XB-BY-2026-09-19", Duty.Reference);

    private static VoiceTestDuty? Plan(byte[] secret, DateTimeOffset now) => VoiceTestDuty.Plan(secret, "lab", Half, "XB", now);
}
