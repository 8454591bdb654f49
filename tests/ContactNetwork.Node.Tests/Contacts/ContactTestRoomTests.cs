using ContactNetwork.Domain.OnCall;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.LocalPostgres;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>Contact tests at one node with its real store: who gets in, and what is planned.</summary>
public sealed class ContactTestRoomTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private TestStore store = null!;
    private PeersNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await TestStore.CreateAsync();
        xb = await DirectoryNode.StartAsync(lab, "XB", store, lab.Port("XB"));
    }

    public async ValueTask DisposeAsync()
    {
        await xb.DisposeAsync();
        await store.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task Of_two_countries_that_test_at_once_one_gets_in()
    {
        var answers = await Task.WhenAll(ReceiveAsync(Asked("XA")), ReceiveAsync(Asked("XC")));

        Assert.All(answers, answer => Assert.IsType<InboundAnswer.Processed>(answer));
        Assert.Equal((1, 1), (await xb.CountAsync("contact_test where is_admitted"), await xb.CountAsync("contact_test where not is_admitted")));
        var raised = Assert.Single(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
        Assert.Equal((Domain.Purpose.Test, ContactTestCall.Cause), (raised.Purpose, raised.Cause));
        Assert.Equal(1, await xb.CountAsync("mt_events where type = 'received-contact-test.declined.v1'"));
    }

    [Fact]
    public async Task A_test_in_a_real_dispatch_and_a_word_about_no_test_of_ours_are_refused()
    {
        var real = Asked("XA");
        real.Skeleton.Purpose = Purpose.Real;
        var nameless = Asked("XA");
        nameless.Body.ContactTestAsked.TestId = Google.Protobuf.ByteString.Empty;
        var unknown = Asked("XA");
        unknown.Body.ContactTestAcknowledged = new ContactTestAcknowledged { TestId = MessageIds.ToBytes(Guid.NewGuid()) };
        var concluded = Asked("XA");
        concluded.Body.ContactTestConcluded = new ContactTestConcluded { TestId = MessageIds.ToBytes(Guid.NewGuid()), Outcome = ContactTestOutcome.NoAnswer };

        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(real));
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(nameless));
        Assert.Equal(ReceiptReason.CaseUnknown, await RefusedAsync(unknown));
        Assert.Equal(ReceiptReason.CaseUnknown, await RefusedAsync(concluded));
        Assert.Equal(0, await xb.CountAsync("mt_events"));
        Assert.Empty(xb.Desk.Orders);
    }

    [Fact]
    public async Task A_failed_test_becomes_a_task_of_the_tested_country()
    {
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        await xb.PublishAsync(TestSheets.After(TestSheets.Content("XB"), null), keys[0], keys[1]);
        var asked = Asked("XA");
        await ReceiveAsync(asked);
        var concluded = Asked("XA");
        concluded.Body.ContactTestConcluded = new ContactTestConcluded
        {
            TestId = asked.Body.ContactTestAsked.TestId,
            Outcome = ContactTestOutcome.NoAnswer,
            Correction = "Nobody acknowledged.",
        };

        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(concluded));

        var tasks = (await xb.Get<ContactNetwork.Node.Contacts.SheetQueries>().TasksAsync(Cancellation)).Tasks;
        Assert.Equal("XA says: Nobody acknowledged.", Assert.Single(tasks, task => task.Kind == V1.DirectoryTaskKind.Correct).Text);
    }

    [Theory]
    [InlineData("urn:poc:XC:1")]
    [InlineData("XC")]
    [InlineData("")]
    public async Task A_voice_test_of_a_contact_point_that_is_not_ours_is_refused(string point)
    {
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(Voice("XA", point)));
        Assert.Equal(0, await xb.CountAsync("mt_events"));
    }

    [Fact]
    public async Task A_voice_test_that_dials_none_of_our_numbers_is_declined_and_leaves_the_day_to_the_others()
    {
        await PublishForTestsAsync();
        var (other, elsewhere) = (Voice("XA", "urn:poc:XB:1"), Voice("XA", "urn:poc:XB:2"));
        other.Body.ContactTestAsked.Call.Number = "+999207777777";
        await ReceiveAsync(other);
        await ReceiveAsync(elsewhere);

        Assert.Equal((0, 2), (await xb.CountAsync("contact_test where is_admitted"), await xb.CountAsync("contact_test where not is_admitted")));
        await ReceiveAsync(Asked("XC"));
        Assert.Single(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
    }

    [Fact]
    public async Task A_voice_test_for_which_nobody_is_called_holds_an_hour_and_takes_the_day_from_its_tester_alone()
    {
        await PublishForTestsAsync();
        await ReceiveAsync(Voice("XA", "urn:poc:XB:1"));
        Assert.Equal(1, await xb.CountAsync("contact_test where is_admitted"));
        // Its call may come yet.
        await ReceiveAsync(Asked("XC"));
        Assert.Empty(xb.Desk.Orders);

        await LetPassAsync("61 minutes");
        await ReceiveAsync(Voice("XA", "urn:poc:XB:1"));
        await ReceiveAsync(Asked("XA"));
        Assert.Equal(1, await xb.CountAsync("contact_test where is_admitted"));
        await ReceiveAsync(Asked("XC"));
        Assert.Single(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
        Assert.Equal(2, await xb.CountAsync("contact_test where is_admitted"));
    }

    [Fact]
    public async Task A_voice_test_whose_call_was_made_takes_the_day_from_all()
    {
        await PublishForTestsAsync();
        var asked = Voice("XA", "urn:poc:XB:1");
        await ReceiveAsync(asked);
        await ReceiveAsync(Concluded(asked, ContactTestOutcome.NoAnswer));

        await LetPassAsync("23 hours");
        await ReceiveAsync(Asked("XC"));
        Assert.Empty(xb.Desk.Orders);
        await LetPassAsync("61 minutes");
        await ReceiveAsync(Asked("XC"));
        Assert.Single(xb.Desk.Orders.OfType<OnCallOrder.RaiseAlertAbout>());
    }

    [Fact]
    public async Task The_tester_s_word_alone_makes_nobody_reached_and_no_number_stands_for_another_result()
    {
        await PublishForTestsAsync();
        var asked = Voice("XA", "urn:poc:XB:1");
        await ReceiveAsync(asked);

        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(Concluded(asked, ContactTestOutcome.Ok)));
        // 65537 in 16 bits would be the number of a pass.
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(Concluded(asked, (ContactTestOutcome)65_537)));
        Assert.Equal(ReceiptReason.BodyInvalid, await RefusedAsync(Concluded(asked, (ContactTestOutcome)(-1))));

        Assert.Equal(0, await xb.CountAsync("contact_fact where level = 3"));
    }

    [Fact]
    public async Task A_sheet_that_is_confirmed_is_recorded_as_the_strongest_contact_and_not_as_one_with_a_person()
    {
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        await xb.PublishAsync(TestSheets.After(TestSheets.Content("XB"), null), keys[0], keys[1]);
        await xb.ConfirmAsync(1);

        Assert.Equal(2, await xb.CountAsync("contact_fact where level = 4 and outcome = 1 and country = 'XB'"));
        Assert.Null(xb.Get<ContactNetwork.Node.Contacts.SheetBook>().View.HumanContactOf("urn:poc:XB:1"));
    }

    [Fact]
    public async Task The_test_of_the_month_is_planned_once_whatever_restarts_and_its_due_work_is_rebuilt_from_its_facts()
    {
        // In the last hours of a month the drawn part of a week may not be left in it.
        await xb.Get<ContactTestPlanner>().LookAsync(Cancellation);
        Assert.SkipWhen(await xb.CountAsync("contact_test") == 0, "The month is about over.");
        const string Row = "select concat_ws('|', stream, stream_kind, kind, key, due_at, work_group) from node.due";
        var planned = await xb.ScalarAsync<string>(Row);
        Assert.Contains("|contact-test|deadline|start|", planned, StringComparison.Ordinal);

        await using (var second = await DirectoryNode.StartAsync(lab, "XB", store, LoopbackPorts.Free()))
            await second.Get<ContactTestPlanner>().LookAsync(Cancellation);
        await xb.ExecuteAsync("delete from node.due");
        var counts = await xb.Get<DueRebuild>().RunAsync(Cancellation);

        Assert.Equal(new RebuildCounts(1, 1, 0), counts);
        Assert.Equal(planned, await xb.ScalarAsync<string>(Row));
        Assert.Equal((1, 1), (await xb.CountAsync("contact_test"), await xb.CountAsync("mt_events")));
        Assert.True(File.Exists(Path.Combine(store.DataFolder, ContactTestPlanner.SecretFileName)));
    }

    /// <summary>Publishes our sheet, with a number on which tests are allowed.</summary>
    private async Task PublishForTestsAsync()
    {
        var content = TestSheets.Content("XB");
        content.ContactPoints[0].Channels[0].IsTestAllowed = true;
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        await xb.PublishAsync(TestSheets.After(content, null), keys[0], keys[1]);
        await xb.UntilVersionAsync("XB", 1);
    }

    /// <summary>What was taken was taken so much earlier.</summary>
    private Task LetPassAsync(string time) => xb.ExecuteAsync(
        $"update node.contact_test set add_time = add_time - interval '{time}', hold_until = hold_until - interval '{time}'");

    private async Task<ReceiptReason> RefusedAsync((DispatchSkeleton Skeleton, DispatchBody Body) said) =>
        Assert.IsType<InboundAnswer.Refused>(await ReceiveAsync(said)).Reason;

    /// <summary>Hands a message over as the intake does after it verified it.</summary>
    private Task<InboundAnswer> ReceiveAsync((DispatchSkeleton Skeleton, DispatchBody Body) said)
    {
        var room = xb.Get<IEnumerable<IInboundRoom>>().Single(room => room.Bodies.Contains(said.Body.BodyCase));
        return xb.Get<Shell>().RunAsync(
            async (session, inner) =>
            {
                var caseId = await room.FindCaseAsync(session, said.Skeleton, said.Body, inner);
                return await room.ReceiveAsync(
                    session, new InboundDispatch(MessageIds.Read(said.Skeleton.MessageId)!.Value, said.Skeleton, said.Body, caseId, "key"), inner);
            },
            Cancellation);
    }

    private (DispatchSkeleton Skeleton, DispatchBody Body) Voice(string sender, string point)
    {
        var asked = Asked(sender);
        asked.Body.ContactTestAsked.Level = ContactTestLevel.Voice;
        asked.Body.ContactTestAsked.Call = new VoiceTestCall
        {
            ContactPointId = point,
            Number = TestSheets.Number,
            Challenge = Google.Protobuf.ByteString.CopyFrom(new byte[16]),
        };
        return asked;
    }

    private (DispatchSkeleton Skeleton, DispatchBody Body) Concluded(
        (DispatchSkeleton Skeleton, DispatchBody Body) asked, ContactTestOutcome outcome)
    {
        var concluded = Asked(asked.Skeleton.SenderCountry);
        concluded.Body.ContactTestConcluded = new ContactTestConcluded { TestId = asked.Body.ContactTestAsked.TestId, Outcome = outcome };
        return concluded;
    }

    private (DispatchSkeleton Skeleton, DispatchBody Body) Asked(string sender) => (
        new DispatchSkeleton
        {
            MessageId = MessageIds.ToBytes(Guid.NewGuid()),
            Purpose = Purpose.Test,
            SenderCountry = sender,
            ReceiverCountry = "XB",
            WriteTime = Timestamp.FromDateTimeOffset(xb.Get<IStoreClock>().Now),
        },
        new DispatchBody
        {
            ContactTestAsked = new ContactTestAsked { TestId = MessageIds.ToBytes(Guid.NewGuid()), Level = ContactTestLevel.HumanPing },
        });
}
