using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Preservations;
using static ContactNetwork.Domain.OnCall.OnCallOrder;
using static ContactNetwork.Domain.Tests.Kit.Samples;

namespace ContactNetwork.Domain.Tests.Preservations;

public sealed class ReactionTests
{
    private static readonly AlertSubject Received = new("preservation", RequestedStory.Case.Id, RequestedStory.Case.Reference, "XA");

    [Fact]
    public void A_received_request_calls_for_a_person() =>
        Assert.Contains(
            new RaiseAlertAbout(Received, AlertCauses.RequestReceived, Urgency.Urgent, Purpose.Real),
            OfRequested(RequestedStory.Receive(1)));

    [Fact]
    public void Taking_a_request_takes_its_alerts() =>
        Assert.Equal(
            [new AcknowledgeAlertsOfSubject("preservation", RequestedStory.Case.Id, DutyOfficer)],
            OfRequested(RequestedStory.Receive(1), RequestedStory.Acknowledge(2)));

    [Fact]
    public void A_withdrawal_quiets_the_desk_and_calls_only_those_who_work_on_it()
    {
        CancelAlertsOfSubject quiet = new("preservation", RequestedStory.Case.Id, Cause: null, PreservationReactions.SubjectWithdrawn);
        RaiseAlertAbout call = new(Received, AlertCauses.WithdrawalReceived, Urgency.Urgent, Purpose.Real);

        Assert.Equal([quiet], OfRequested(RequestedStory.Receive(1), RequestedStory.Withdraw(2)));
        Assert.Equal([quiet, call], OfRequested(RequestedStory.Receive(1), RequestedStory.Acknowledge(2), RequestedStory.Withdraw(3)));
        Assert.Equal([quiet, call], OfRequested(RequestedStory.Withdraw(3)));
        Assert.Empty(OfRequested(RequestedStory.Withdraw(3), RequestedStory.Receive(4)));
    }

    [Theory]
    [InlineData("None", AlertCauses.IncompleteCase)]
    [InlineData("Announced", AlertCauses.IncompleteCase)]
    [InlineData("Received", AlertCauses.ReminderReceived)]
    [InlineData("Acknowledged", null)]
    [InlineData("Withdrawn", null)]
    public void A_reminder_calls_for_a_person_while_nobody_has_taken_the_request(string stage, string? cause) =>
        Assert.Equal(
            cause is null ? [] : [cause],
            OfRequested([.. RequestedStory.To(stage), RequestedStory.Remind(9, 777)]).Cast<RaiseAlertAbout>().Select(order => order.Cause));

    [Fact]
    public void Lateness_and_returns_call_for_a_person_of_ours()
    {
        Assert.Equal([AlertCauses.ReceiptOverdue], Causes(RequestingStory.File(), RequestingStory.ReceiptLate(20)));
        Assert.Equal(
            [AlertCauses.AcknowledgementOverdue],
            Causes(RequestingStory.File(), RequestingStory.Deliver(RequestingStory.Submission, 1), RequestingStory.AcknowledgementLate(200)));
        Assert.Equal([AlertCauses.PeerNotYetAcknowledged], Causes(RequestingStory.File(), RequestingStory.NotYet(200, 1)));
        Assert.Equal(
            [AlertCauses.DispatchReturned],
            Causes(RequestingStory.File(), RequestingStory.Return(RequestingStory.Submission, ReturnOutcome.Refused, 1)));
        Assert.Empty(Causes(RequestingStory.File(), RequestingStory.Taken(200, 1), RequestingStory.NotYet(201, 2)));
    }

    [Fact]
    public void What_has_come_cancels_the_alert_that_it_was_missing()
    {
        Assert.Equal(
            [AlertCauses.ReceiptOverdue],
            OfRequesting(RequestingStory.File(), RequestingStory.Deliver(RequestingStory.Submission, 1)).Cast<CancelAlertsOfSubject>().Select(order => order.Cause));
        Assert.Equal(
            [AlertCauses.AcknowledgementOverdue, AlertCauses.PeerNotYetAcknowledged],
            OfRequesting(RequestingStory.File(), RequestingStory.Taken(200, 1)).Cast<CancelAlertsOfSubject>().Select(order => order.Cause));
        Assert.Equal(
            [null],
            OfRequesting(RequestingStory.File(), RequestingStory.Withdraw(1)).Cast<CancelAlertsOfSubject>().Select(order => order.Cause));
    }

    [Fact]
    public void The_desks_word_becomes_a_command_only_where_it_means_something()
    {
        RequestedPreservation received = State(RequestedStory.Receive(1));
        RequestedPreservation announced = State(RequestedStory.Remind(1));
        SubjectNotice taken = new SubjectNotice.AlertWasTaken(Received, AlertCauses.RequestReceived, DutyOfficer);

        var acknowledge = Assert.IsType<RequestedPreservationCommand.AcknowledgePreservation>(CommandFor(taken, received));
        Assert.Equal(OwnNumber, acknowledge.LocalReference);
        Assert.Null(CommandFor(taken, announced));
        Assert.Null(CommandFor(new SubjectNotice.AlertWasTaken(Received, AlertCauses.DispatchReturned, DutyOfficer), received));
        Assert.IsType<RequestedPreservationCommand.RecordDeskPaged>(
            CommandFor(new SubjectNotice.DeskWasPaged(Received, AlertCauses.RequestReceived, Start, Start, "smtp"), received));
        Assert.Null(CommandFor(new SubjectNotice.DeskWasPaged(Received, AlertCauses.DispatchReturned, Start, Start, "smtp"), received));
        var missed = Assert.IsType<RequestedPreservationCommand.NoteAcknowledgementMissed>(
            CommandFor(new SubjectNotice.AlertWasMissed(Received, AlertCauses.RequestReceived), received));
        Assert.True(missed.IsLadderExhausted);
    }

    private static readonly string OwnNumber = ReferenceNumber.Create("XB", 2026, 9).ToString();

    private static RequestedPreservationCommand? CommandFor(SubjectNotice notice, RequestedPreservation state) =>
        PreservationReactions.CommandFor(notice, state, By(DutyOfficer, Minutes(5)), Id(900), OwnNumber, "+999301234567");

    private static RequestedPreservation State(params RequestedPreservationCommand[] commands)
    {
        var story = RequestedStory.New();
        foreach (RequestedPreservationCommand command in commands)
            story.When(command);
        return story.State!;
    }

    /// <summary>The orders that follow from the facts of the last command.</summary>
    private static IEnumerable<OnCallOrder> OfRequested(params RequestedPreservationCommand[] commands)
    {
        var story = RequestedStory.New();
        foreach (RequestedPreservationCommand command in commands)
            story.When(command);
        return story.Facts.SelectMany(fact => PreservationReactions.Of(fact, story.State!));
    }

    /// <summary>The orders that follow from the facts of the last command.</summary>
    private static IEnumerable<OnCallOrder> OfRequesting(params RequestingPreservationCommand[] commands)
    {
        var story = RequestingStory.New();
        foreach (RequestingPreservationCommand command in commands)
            story.When(command);
        return story.Facts.SelectMany(fact => PreservationReactions.Of(fact, story.State!));
    }

    private static IEnumerable<string> Causes(params RequestingPreservationCommand[] commands) =>
        OfRequesting(commands).Cast<RaiseAlertAbout>().Select(order => order.Cause);
}
