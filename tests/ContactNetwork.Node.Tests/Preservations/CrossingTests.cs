using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.Peers;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using BodyCase = ContactNetwork.Federation.V1.DispatchBody.BodyOneofCase;
using Urgency = ContactNetwork.V1.Urgency;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>A request between two nodes, each with its own database, and a clock that the test moves.</summary>
public sealed class CrossingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(Start);
    private PreservationsNode _a = null!;
    private PreservationsNode _b = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _a = await PreservationsNode.StartAsync("XA", _clock);
        _b = await PreservationsNode.StartAsync("XB", _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_delivered_paged_and_acknowledged_and_both_boards_say_so()
    {
        var filed = await _a.FileAsync();
        Assert.Equal([BodyCase.PreservationSubmitted], await _a.CarryAsync(_b));
        Assert.Equal([AlertCauses.RequestReceived], _b.Desk.Causes);

        var received = await _b.OnlyRowAsync();
        Assert.Equal((PreservationStage.Received, filed.Reference, "XA", Side.Requested), (received.Stage, received.Reference, received.PeerCountry, received.Side));
        Assert.Equal((await _a.GetAsync(filed.Name)).Content, (await _b.GetAsync(received.Name)).Content);
        Assert.Equal(PreservationStage.Delivered, (await _a.OnlyRowAsync()).Stage);

        _clock.Advance(Minute);
        await TellAsync(new SubjectNotice.DeskWasPaged(SubjectOf(received), AlertCauses.RequestReceived, Start, _clock.GetUtcNow(), "smtp"), Actor.Clock);
        _clock.Advance(Minute);
        var taken = await AcknowledgeAsync(received.Name, note: $"We are on it. {Samples.Mark}");
        Assert.Equal(PreservationStage.Acknowledged, taken.Stage);
        Assert.Equal([BodyCase.PreservationDeskPaged, BodyCase.PreservationAcknowledged], await _b.CarryAsync(_a));

        var row = await _a.OnlyRowAsync();
        Assert.Equal(PreservationStage.Acknowledged, row.Stage);
        Assert.Equal(
            (Start, Start, Start + Minute, Start + Minute * 2),
            (row.FileTime.ToDateTimeOffset(), row.DeliverTime.ToDateTimeOffset(), row.PageTime.ToDateTimeOffset(), row.AcknowledgeTime.ToDateTimeOffset()));
        Assert.Null(row.DueTime);
        var history = (await _a.GetAsync(filed.Name)).History;
        Assert.Equal(["filed", "delivered", "desk paged", "acknowledged"], history.Select(step => step.Step));
        Assert.Equal([1L, 2L, 3L, 4L], history.Select(step => step.Version));
        Assert.All(history.Skip(1), step => Assert.Equal(Border.KeyOf + "XB", step.SigningKeyId));
        Assert.Equal($"We are on it. {Samples.Mark}", history[^1].Note);
        Assert.Contains("duty officer", history[^1].Detail, StringComparison.Ordinal);
        Assert.Empty(await _a.OwedAsync(_b));
        Assert.Empty(await _b.OwedAsync(_a));
        // A person of XB was reached: that counts like a contact test that passed.
        Assert.Equal(1, await _a.CountAsync(
            "select count(*) from node.contact_fact where country = 'XB' and by_country = 'XA' and level = 2 and outcome = 1"));
    }

    [Fact]
    public async Task Saying_a_message_or_an_acknowledgement_twice_changes_nothing()
    {
        await _a.FileAsync();
        var crossing = Assert.Single(await _a.OwedAsync(_b));
        await _b.ReceiveAsync(crossing);
        var received = await _b.OnlyRowAsync();
        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(crossing));
        Assert.Equal(received, await _b.OnlyRowAsync());
        Assert.Single(_b.Desk.Causes);

        var taken = await AcknowledgeAsync(received.Name);
        Assert.Equal(taken.Version, (await AcknowledgeAsync(received.Name)).Version);
        Assert.Single(await _b.OwedAsync(_a));

        await _a.ReceiptAsync(crossing, Outcome.Stored);
        await _a.ReceiptAsync(crossing, Outcome.Duplicate);
        Assert.Equal(2, (await _a.OnlyRowAsync()).Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("XB-77/2026")]
    public async Task A_request_taken_without_a_number_gets_this_nodes_own_and_the_other_side_sees_it(string own)
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        var received = await _b.OnlyRowAsync();

        await AcknowledgeAsync(received.Name, localReference: own);
        await AssertNumberedAsync(filed, own);
    }

    [Fact]
    public async Task A_request_taken_by_its_alert_gets_this_nodes_own_number()
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        var received = await _b.OnlyRowAsync();

        var person = new Actor(ActorKind.Person, "duty officer", Guid.NewGuid(), "api");
        await TellAsync(new SubjectNotice.AlertWasTaken(SubjectOf(received), AlertCauses.RequestReceived, person), person);
        await AssertNumberedAsync(filed, own: "");
    }

    /// <summary>Both sides' histories show the number; one that the node gave is a sound one of the requested country.</summary>
    private async Task AssertNumberedAsync(BoardRow filed, string own)
    {
        await _b.CarryAsync(_a);
        var detail = (await _a.GetAsync(filed.Name)).History[^1].Detail;
        Assert.Contains(own, detail, StringComparison.Ordinal);
        var steps = (await _b.GetAsync((await _b.OnlyRowAsync()).Name)).History;
        Assert.Equal(detail, steps.Single(step => step.Step == "acknowledged").Detail);
        if (own.Length > 0)
            return;
        var number = detail[detail.IndexOf("PR-", StringComparison.Ordinal)..].TrimEnd('.', ')');
        Assert.True(ReferenceNumber.TryParse(number, out var read, out var problem), problem);
        Assert.Equal("XB", read!.Country);
    }

    [Fact]
    public async Task A_withdrawal_tells_the_other_side_why_and_is_confirmed()
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        var withdrawn = await _a.Client.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = NewId(), Name = filed.Name, Reason = $"Solved. {Samples.Mark}" },
            PreservationsNode.As(Role.CaseOfficer),
            cancellationToken: Cancellation);
        Assert.Equal(PreservationStage.Withdrawn, withdrawn.Row.Stage);

        Assert.Equal([BodyCase.PreservationWithdrawn], await _a.CarryAsync(_b));
        var row = await _b.OnlyRowAsync();
        Assert.Equal(PreservationStage.Withdrawn, row.Stage);
        Assert.Equal($"Solved. {Samples.Mark}", (await _b.GetAsync(row.Name)).History[^1].Note);
        var refused = await PreservationsNode.RefusalAsync(() => AcknowledgeAsync(row.Name));
        Assert.Equal((StatusCode.FailedPrecondition, RefusalReasons.NotInThisStage), (refused.Code, refused.Info.Reason));

        Assert.Equal([BodyCase.PreservationWithdrawalConfirmed], await _b.CarryAsync(_a));
        Assert.Equal(0, await _a.CountAsync("select count(*) from node.contact_fact"));
        Assert.Equal("had reached RECEIVED", (await _a.GetAsync(filed.Name)).History[^1].Detail);
    }

    [Fact]
    public async Task A_withdrawal_that_overtakes_its_request_is_kept_and_the_request_joins_it()
    {
        var filed = await _a.FileAsync();
        await _a.Client.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { RequestId = NewId(), Name = filed.Name, Reason = "Solved." },
            PreservationsNode.As(Role.CaseOfficer),
            cancellationToken: Cancellation);
        var crossings = await _a.OwedAsync(_b);
        Assert.Equal([BodyCase.PreservationSubmitted, BodyCase.PreservationWithdrawn], crossings.Select(crossing => crossing.Body.BodyCase));

        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(crossings[1]));
        var before = await _b.OnlyRowAsync();
        Assert.Equal(PreservationStage.Withdrawn, before.Stage);
        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(crossings[0]));
        var after = await _b.OnlyRowAsync();

        Assert.Equal((before.Name, PreservationStage.Withdrawn), (after.Name, after.Stage));
        Assert.NotNull((await _b.GetAsync(after.Name)).Content);
    }

    [Fact]
    public async Task A_reminder_that_overtakes_its_request_alerts_and_waits_for_it()
    {
        await _a.FileAsync();
        var submitted = Assert.Single(await _a.OwedAsync(_b));
        // Delivered by its receipt, and not yet here: as after a lane was down.
        await _a.ReceiptAsync(submitted, Outcome.Stored);
        _clock.Advance(TimeSpan.FromHours(2));
        await ComeDueAsync(_a, Deadlines.Acknowledgement);
        await _a.CarryAsync(_b);

        var incomplete = await _b.OnlyRowAsync();
        Assert.Equal([AlertCauses.IncompleteCase], _b.Desk.Causes);
        Assert.Contains("missing", incomplete.Trouble, StringComparison.Ordinal);
        var refused = await PreservationsNode.RefusalAsync(() => AcknowledgeAsync(incomplete.Name));
        Assert.Equal(RefusalReasons.NotInThisStage, refused.Info.Reason);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await ComeDueAsync(_b, Deadlines.Predecessor);
        Assert.Equal([AlertCauses.IncompleteCase, AlertCauses.IncompleteCase], _b.Desk.Causes);

        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(submitted));
        var complete = await _b.OnlyRowAsync();
        Assert.Equal((incomplete.Name, ""), (complete.Name, complete.Trouble));
        Assert.Equal(PreservationStage.Acknowledged, (await AcknowledgeAsync(complete.Name)).Stage);
    }

    [Fact]
    public async Task What_the_peer_says_of_no_case_of_ours_is_refused_as_unknown()
    {
        var filed = await _a.FileAsync();
        await _a.CarryAsync(_b);
        var row = await _b.OnlyRowAsync();
        await AcknowledgeAsync(row.Name);
        var crossing = Assert.Single(await _b.OwedAsync(_a));
        var unknown = ReferenceNumber.Create("XA", 2026, ReferenceNumber.SerialMax).ToString();

        Assert.Equal(ReceiptReason.CaseUnknown, await RefusedAsync(_a, crossing.With((skeleton, _) => skeleton.CaseReference = unknown)));
        Assert.Equal(ReceiptReason.CaseUnknown, await RefusedAsync(_a, crossing.With((skeleton, _) => skeleton.SenderCountry = "XC")));
        Assert.Equal(PreservationStage.Delivered, (await _a.GetAsync(filed.Name)).Row.Stage);
    }

    [Fact]
    public async Task A_request_under_a_number_that_is_not_its_senders_or_without_content_is_refused()
    {
        await _a.FileAsync();
        var crossing = Assert.Single(await _a.OwedAsync(_b));
        var theirs = ReferenceNumber.Create("XC", 2026, 1).ToString();

        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(_b, crossing.With((skeleton, _) => skeleton.CaseReference = theirs)));
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(_b, crossing.With((skeleton, _) => skeleton.CaseReference = "PR-XA-2026-1")));
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(_b, crossing.With((_, body) => body.PreservationSubmitted.Content = null)));
        Assert.Equal(0, await _b.CountAsync("select count(*) from node.mt_events"));
    }

    [Fact]
    public async Task Codes_of_a_newer_peer_are_taken_as_they_are()
    {
        await _a.FileAsync();
        var crossing = Assert.Single(await _a.OwedAsync(_b)).With((_, body) =>
        {
            body.PreservationSubmitted.Urgency = (Federation.V1.Urgency)99;
            body.PreservationSubmitted.Content.Items[0].Identifier.Kind = (Federation.V1.IdentifierKind)98;
            body.PreservationSubmitted.Content.UrgencyReasons.Add((Federation.V1.UrgencyReason)97);
        });

        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(crossing));

        var row = await _b.OnlyRowAsync();
        Assert.Equal(Urgency.Urgent, row.Urgency);
        var content = (await _b.GetAsync(row.Name)).Content;
        Assert.Equal((V1.IdentifierKind)98, content.Items[0].Identifier.Kind);
        Assert.Contains((V1.UrgencyReason)97, content.UrgencyReasons);
    }

    [Theory]
    [InlineData(Outcome.Refused, PreservationStage.Returned)]
    [InlineData(Outcome.NotUnderstood, PreservationStage.Returned)]
    [InlineData(Outcome.StoredUnprocessed, PreservationStage.Delivered)]
    public async Task Any_other_answer_than_stored_alerts_and_shows_whom_to_call(Outcome outcome, PreservationStage stage)
    {
        await _a.FileAsync();
        var crossing = Assert.Single(await _a.OwedAsync(_b));

        await _a.ReceiptAsync(crossing, outcome, ReceiptReason.ProcessingFailed);

        var row = await _a.OnlyRowAsync();
        Assert.Equal(stage, row.Stage);
        Assert.NotEmpty(row.Trouble);
        Assert.Equal("+999200", row.CallPhone);
        Assert.Contains(AlertCauses.DispatchReturned, _a.Desk.Causes);
        Assert.Empty(await _a.OwedAsync(_b));
    }

    [Fact]
    public async Task When_nobody_answers_in_time_both_sides_are_told()
    {
        var filed = await _a.FileAsync();
        _clock.Advance(TimeSpan.FromMinutes(15));
        await ComeDueAsync(_a, Deadlines.Receipt);
        Assert.Equal([AlertCauses.ReceiptOverdue], _a.Desk.Causes);

        await _a.CarryAsync(_b);
        _clock.Advance(TimeSpan.FromHours(2));
        await ComeDueAsync(_a, Deadlines.Acknowledgement);
        await ComeDueAsync(_b, Deadlines.Acknowledgement);
        Assert.Contains(AlertCauses.AcknowledgementOverdue, _a.Desk.Causes);

        Assert.Equal([BodyCase.PreservationReminder], await _a.CarryAsync(_b));
        Assert.Equal([AlertCauses.RequestReceived, AlertCauses.ReminderReceived], _b.Desk.Causes);
        Assert.Equal([BodyCase.PreservationNotYetAcknowledged], await _b.CarryAsync(_a));
        var row = (await _a.GetAsync(filed.Name)).Row;
        Assert.Equal(_b.Desk.DeskPhone, row.CallPhone);
        Assert.NotEmpty(row.Trouble);

        await AcknowledgeAsync((await _b.OnlyRowAsync()).Name);
        await _b.CarryAsync(_a);
        var answered = (await _a.GetAsync(filed.Name)).Row;
        Assert.Equal((PreservationStage.Acknowledged, "", ""), (answered.Stage, answered.Trouble, answered.CallPhone));
    }

    [Fact]
    public async Task A_deadline_that_comes_early_or_twice_changes_nothing()
    {
        await _a.FileAsync();
        await ComeDueAsync(_a, Deadlines.Receipt);
        Assert.Equal(1, (await _a.OnlyRowAsync()).Version);

        _clock.Advance(TimeSpan.FromMinutes(15));
        await ComeDueAsync(_a, Deadlines.Receipt);
        await ComeDueAsync(_a, Deadlines.Receipt);
        Assert.Equal(2, (await _a.OnlyRowAsync()).Version);
    }

    [Fact]
    public async Task Taking_the_alert_takes_the_request()
    {
        await _a.FileAsync();
        await _a.CarryAsync(_b);
        var row = await _b.OnlyRowAsync();
        var person = new Actor(ActorKind.Person, "duty officer", Guid.NewGuid(), "phone");

        await TellAsync(new SubjectNotice.AlertWasTaken(SubjectOf(row), AlertCauses.RequestReceived, person), person);

        Assert.Equal(PreservationStage.Acknowledged, (await _b.OnlyRowAsync()).Stage);
        var crossing = Assert.Single(await _b.OwedAsync(_a));
        Assert.Equal(("duty officer", "phone"), (crossing.Body.PreservationAcknowledged.Role, crossing.Body.PreservationAcknowledged.Method));
    }

    [Fact]
    public async Task An_exhausted_ladder_tells_the_other_side_at_once()
    {
        await _a.FileAsync();
        await _a.CarryAsync(_b);
        var row = await _b.OnlyRowAsync();

        await TellAsync(new SubjectNotice.AlertWasMissed(SubjectOf(row), AlertCauses.RequestReceived), Actor.Clock);

        var crossing = Assert.Single(await _b.OwedAsync(_a));
        Assert.Equal(_b.Desk.DeskPhone, crossing.Body.PreservationNotYetAcknowledged.Phone);
    }

    [Fact]
    public async Task A_defect_of_the_desk_is_no_refusal_of_the_message_and_stores_nothing_of_it()
    {
        await _a.FileAsync();
        var crossing = Assert.Single(await _a.OwedAsync(_b));
        foreach (var fault in (Exception[])[new InvalidOperationException("defect"), new Node.Store.RefusalException(Refusal.Of(RefusalKind.WrongStage, RefusalReasons.NotInThisStage, "defect"))])
        {
            _b.Desk.Fault = fault;
            var thrown = await Assert.ThrowsAnyAsync<Exception>(() => _b.ReceiveAsync(crossing));
            Assert.Contains("defect", thrown.ToString(), StringComparison.Ordinal);
            Assert.Equal(0, await _b.CountAsync("select count(*) from node.board"));
        }

        _b.Desk.Fault = null;
        Assert.IsType<InboundAnswer.Processed>(await _b.ReceiveAsync(crossing));
    }

    private static string NewId() => Guid.NewGuid().ToString("D");

    private static AlertSubject SubjectOf(BoardRow row) => new(
        PreservationReactions.SubjectKind, Guid.Parse(row.Name[(row.Name.LastIndexOf('/') + 1)..]), row.Reference, row.PeerCountry);

    private static async Task<ReceiptReason> RefusedAsync(PreservationsNode receiver, Crossing crossing) =>
        Assert.IsType<InboundAnswer.Refused>(await receiver.ReceiveAsync(crossing)).Reason;

    private Task TellAsync(SubjectNotice notice, Actor actor)
    {
        var room = _b.Services.GetRequiredService<ISubjectRoom>();
        return _b.Shell.RunAsync((session, inner) => room.TellAsync(session, notice, session.Stamp(actor), inner), Cancellation);
    }

    /// <summary>Lets the deadline of the node's only request come due, as the timekeeper would.</summary>
    private static async Task ComeDueAsync(PreservationsNode node, string deadline)
    {
        var row = await node.OnlyRowAsync();
        var kind = row.Side == Side.Requesting ? "preservation" : "received-preservation";
        var item = new DueItem(DueKinds.Deadline, deadline, row.UpdateTime.ToDateTimeOffset(), Domain.Urgency.Urgent);
        var due = new DueRow(SubjectOf(row).Id, kind, item, "", 0, item.DueAt, null, null);
        var room = node.Services.GetRequiredService<ITimedRoom>();
        await node.Shell.RunAsync((session, inner) => room.ComeDueAsync(session, due, inner), Cancellation);
    }

    private async Task<BoardRow> AcknowledgeAsync(string name, string note = "", string localReference = "") => (await _b.Client.AcknowledgePreservationAsync(
        new AcknowledgePreservationRequest { RequestId = NewId(), Name = name, Note = note, LocalReference = localReference },
        PreservationsNode.As(Role.DutyOfficer),
        cancellationToken: Cancellation)).Row;
}
