using ContactNetwork.Domain.Contacts;
using ContactNetwork.Domain.Tests.Kit;
using static ContactNetwork.Domain.Contacts.ContactTestEvent;
using static ContactNetwork.Domain.Contacts.HumanContactSendingCommand;
using static ContactNetwork.Domain.Contacts.HumanContactSendingEvent;
using static ContactNetwork.Domain.Tests.Contacts.ContactTestStory;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Contacts;

/// <summary>What may be told to all of a contact, and what is owed to a country that is away.</summary>
public sealed class HumanContactTests
{
    private const string Point = "urn:poc:XB:1";

    [Fact]
    public void A_ping_that_was_acknowledged_with_the_other_country_s_word_may_be_told_and_without_it_may_not()
    {
        var story = New().When(ByHand(0)).When(Delivered(1));
        story.When(Acknowledged(5, witness: Word("", "2026-03-01")));

        Assert.Equal("TestAcknowledgedThere, ContactWitnessed, TestConcluded", story.Outcome);
        Assert.Equal("2026-03-01", story.State!.ToTell!.Date);
        Assert.Null(New().When(ByHand(0)).When(Delivered(1)).When(Acknowledged(5)).State!.ToTell);
    }

    [Theory]
    [InlineData("urn:poc:XB:2", "2026-03-01")]
    [InlineData("", "2026-03-01")]
    [InlineData(Point, "2026-02-27")]
    [InlineData(Point, "2026-03-03")]
    [InlineData(Point, "yesterday")]
    public void A_word_about_another_contact_point_or_day_than_the_test_s_is_not_kept(string point, string date)
    {
        var story = New().When(Voice(0)).When(Delivered(1)).When(Acknowledged(5, witness: Word(point, date)));

        story.Then<TestAcknowledgedThere>();
        Assert.Null(story.State!.Witness);
    }

    [Fact]
    public void A_voice_test_may_be_told_only_once_the_right_word_was_read_whichever_comes_first()
    {
        var early = New().When(Voice(0)).When(Delivered(1)).When(Acknowledged(5, witness: Word(Point, "2026-03-01")));
        Assert.Null(early.State!.ToTell);
        Assert.NotNull(early.When(Heard(6, RightWord)).State!.ToTell);

        var late = New().When(Voice(0)).When(Delivered(1)).When(Heard(6, RightWord));
        Assert.Null(late.State!.ToTell);
        Assert.NotNull(late.When(Acknowledged(7, witness: Word(Point, "2026-03-01"))).State!.ToTell);

        var wrong = New().When(Voice(0)).When(Delivered(1)).When(Acknowledged(5, witness: Word(Point, "2026-03-01"))).When(Heard(6, []));
        Assert.Null(wrong.State!.ToTell);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-02", "2026-03-02")]
    [InlineData("2026-03-02", "2026-03-02", "2026-03-02")]
    [InlineData("2026-03-02", "2026-03-01", "2026-03-02")]
    public void Of_one_contact_point_the_newest_day_is_owed_once(string first, string second, string owed)
    {
        var story = Sending().When(Owe(1, Point, first)).When(Owe(2, Point, second)).When(Owe(3, "", "2026-01-01"));

        Assert.Equal([owed, "2026-01-01"], story.State!.Owed.Select(each => each.Witness.Date));
        Assert.All(HumanContactSendingDecider.Due(story.State), due => Assert.Equal((DueKinds.Deliver, "XC", Lane.Bulk), (due.Kind, due.Peer, due.Lane)));
        Invariants.AssertNamedApart([.. HumanContactSendingDecider.Due(story.State)]);
    }

    [Fact]
    public void What_was_receipted_is_owed_no_more_and_a_receipt_for_anything_else_changes_nothing()
    {
        var story = Sending().When(Owe(1, Point, "2026-03-01"));

        story.When(new RecordReceipt(ByPeer(Minutes(2)), Id(99), IsTaken: true)).ThenNothing();
        story.When(new RecordReceipt(ByPeer(Minutes(2)), Id(1), IsTaken: true)).Then<ContactReceipted>();
        Assert.Empty(story.State!.Owed);
        story.When(new RecordReceipt(ByPeer(Minutes(2)), Id(1), IsTaken: true)).ThenNothing();
        Sending().When(new RecordReceipt(ByPeer(Minutes(2)), Id(1), IsTaken: true)).ThenRefused(RefusalReasons.ContactTestNotFound);
    }

    [Fact]
    public void A_country_that_is_away_for_long_is_owed_no_more_than_a_few()
    {
        var story = Sending();
        for (int number = 1; number <= 3 * HumanContactSendingDecider.OwedMax; number++)
            story.When(Owe(number, $"urn:poc:XB:{number}", "2026-03-01"));

        Assert.Equal(HumanContactSendingDecider.OwedMax, story.State!.Owed.Length);
        Assert.Equal($"urn:poc:XB:{3 * HumanContactSendingDecider.OwedMax}", story.State.Owed[^1].Witness.ContactPointId);
    }

    [Fact]
    public void The_later_of_two_contacts_counts_and_an_instant_before_the_mere_day_that_it_lies_in()
    {
        var instant = new LastContact(Start, IsDayOnly: false);
        var sameDay = new LastContact(new DateTimeOffset(Start.UtcDateTime.Date, TimeSpan.Zero), IsDayOnly: true);
        LastContact nextDay = sameDay with { At = sameDay.At.AddDays(1) };

        foreach (var (one, other, wanted) in new (LastContact?, LastContact?, LastContact?)[]
        {
            (instant, sameDay, instant), (instant, nextDay, nextDay), (null, sameDay, sameDay), (instant, null, instant), (null, null, null),
        })
        {
            Assert.Equal(wanted, LastContact.Later(one, other));
            Assert.Equal(wanted, LastContact.Later(other, one));
        }
    }

    private static ContactWitness Word(string point, string date) => new(point, date, "AA==");

    private static DeciderStory<HumanContactSending, HumanContactSendingCommand, HumanContactSendingEvent> Sending() =>
        new(HumanContactSendingDecider.Decide, HumanContactSendingDecider.Evolve);

    private static OweContact Owe(int message, string point, string date) =>
        new(ByClock(Minutes(message)), Id(500), "XC", Id(message), "XB", Word(point, date));
}
