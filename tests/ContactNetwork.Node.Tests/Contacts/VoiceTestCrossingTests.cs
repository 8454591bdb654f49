using System.Text;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>A person of one country calls another by telephone: two whole nodes, over their real ports.</summary>
public sealed class VoiceTestCrossingTests : IAsyncLifetime
{
    private const string Point = "urn:poc:XB:1";
    private const string NewNumber = "+999209999999";
    private readonly TestLab lab = new();
    private WholeNode xa = null!;
    private WholeNode xb = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        xa = await WholeNode.StartAsync(lab, "XA");
        xb = await WholeNode.StartAsync(lab, "XB");
    }

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        await xb.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task The_word_that_both_nodes_show_is_read_over_the_previous_number_and_both_sides_know_that_it_passed()
    {
        await PublishAsync(after: await PublishAsync(), NewNumber);

        // The numbers changed a moment ago: the one from before is to be dialed, whoever changed them.
        var begun = await StartAsync();
        Assert.Equal((Point, TestSheets.Number, true), (begun.ContactPointId, begun.Number, begun.IsPreviousNumber));
        Assert.StartsWith("TEST-XA-", begun.Reference, StringComparison.Ordinal);

        // Nobody is paged: the telephone is what is tested. The word waits until somebody takes the call.
        var received = await UntilAsync(xb, test => test.State == ContactTestState.Waiting, "waiting");
        Assert.Equal((begun.Reference, Point, TestSheets.Number), (received.Reference, received.ContactPointId, received.Number));
        Assert.Equal("", (await ShowAsync(xb, received, Role.DutyOfficer)).ChallengeWord);

        // The caller names the test; the duty officer takes the call and reads the word.
        await AnswerAsync(received);
        var read = (await ShowAsync(xb, received, Role.DutyOfficer)).ChallengeWord;
        await UntilAsync(xa, test => test.State == ContactTestState.Waiting, "waiting");
        var shown = await ShowAsync(xa, begun, Role.ShiftLead);
        Assert.Equal(read, shown.ChallengeWord);
        Assert.Equal(["en"], shown.Languages);
        Assert.Matches("^[a-z]+-[a-z]+$", read);

        // Four letters of each part are enough for what was heard.
        var heard = string.Join(' ', read.Split('-').Select(part => part[..4]));
        var recorded = await RecordAsync(begun, VoiceFinding.Answered, heard, "en");
        Assert.Equal((ContactTestOutcome.Ok, ContactTestWord.Right, "en"), (recorded.Outcome, recorded.Word, recorded.Language));
        var told = await UntilAsync(xb, test => test.State == ContactTestState.Concluded, "concluded");
        Assert.Equal((ContactTestOutcome.Ok, ContactTestWord.Right, "en", "duty officer"), (told.Outcome, told.Word, told.Language, told.AcknowledgedRole));
        await UntilAsync(xa, test => test.AcknowledgedRole == "duty officer", "taken by a duty officer");

        // A person was reached at this contact point, by telephone; the word is shown no more, and stands nowhere.
        var book = xa.Get<SheetBook>();
        await book.RefreshAsync(Cancellation);
        Assert.Equal(new Domain.Contacts.LastContact(recorded.AnswerTime.ToDateTimeOffset(), IsDayOnly: false), book.View.HumanContactOf(Point));
        Assert.Equal((Point, TestSheets.Number, "en", (short)1), await FactAsync(xb));
        Assert.All([await ShowAsync(xa, begun, Role.ShiftLead), await ShowAsync(xb, received, Role.ShiftLead)], each => Assert.Equal("", each.ChallengeWord));
        Assert.Empty((await xb.OnCall.ListAlertsAsync(new ListAlertsRequest(), xb.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alerts);
        Assert.Empty(xb.Mail.Mails);
        foreach (var node in new[] { xa, xb })
        {
            Assert.Equal([], await TablesHoldingAsync(node, read));
            Assert.Equal([], await TablesHoldingAsync(node, heard));
            Assert.DoesNotContain(node.Logs.Logs, line => line.ToString().Contains(read, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_wrong_word_is_another_unit_and_becomes_a_task_of_the_tested_country_and_not_a_contact_with_a_person()
    {
        await PublishAsync();
        var begun = await StartAsync();
        Assert.Equal((TestSheets.Number, false), (begun.Number, begun.IsPreviousNumber));
        await UntilAsync(xa, test => test.State == ContactTestState.Waiting, "waiting");
        var word = (await ShowAsync(xa, begun, Role.ShiftLead)).ChallengeWord.Split('-');

        var recorded = await RecordAsync(begun, VoiceFinding.Answered, $"{(word[0] == "zebra" ? "acorn" : "zebra")}-{word[1]}", "en");

        Assert.Equal((ContactTestOutcome.WrongUnit, ContactTestWord.Wrong), (recorded.Outcome, recorded.Word));
        await UntilAsync(xb, test => test is { Outcome: ContactTestOutcome.WrongUnit, Word: ContactTestWord.Wrong }, "failed");
        var tasks = await new ContactService.ContactServiceClient(xb.Channel).ListDirectoryTasksAsync(
            new ListDirectoryTasksRequest(), xb.As(Role.DirectoryManager), cancellationToken: Cancellation);
        Assert.Equal((Point, $"XA says: {recorded.Correction}"), tasks.Tasks.Where(task => task.Kind == DirectoryTaskKind.Correct).Select(task => (task.ContactPointId, task.Text)).Single());
        var book = xa.Get<SheetBook>();
        await book.RefreshAsync(Cancellation);
        Assert.Null(book.View.HumanContactOf(Point));
    }

    [Fact]
    public async Task Who_may_not_and_what_can_not_be_called_is_refused()
    {
        Assert.Equal("NO_TEST_NUMBER", await RefusedAsync(() => StartAsync()));
        var first = await PublishAsync();
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => StartAsync(number: NewNumber)));
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => StartAsync(point: "urn:poc:XB:2")));
        Assert.Equal("ROLE_MISSING", await RefusedAsync(() => StartAsync(role: Role.DutyOfficer)));
        var begun = await StartAsync();
        await UntilAsync(xa, test => test.State == ContactTestState.Waiting, "waiting");
        var received = await UntilAsync(xb, test => test.State == ContactTestState.Waiting, "waiting");

        // Each side does its own part only, and nobody reads the word who has no part in it.
        Assert.Equal("CONTACT_TEST_NOT_FOUND", await RefusedAsync(async () => (await Tests(xa).AnswerVoiceTestAsync(
            new AnswerVoiceTestRequest { RequestId = NewId(), Name = begun.Name }, xa.As(Role.DutyOfficer), cancellationToken: Cancellation)).Test));
        Assert.Equal("CONTACT_TEST_NOT_FOUND", await RefusedAsync(async () => (await Tests(xb).RecordVoiceTestAsync(
            Record(received, VoiceFinding.NoAnswer), xb.As(Role.ShiftLead), cancellationToken: Cancellation)).Test));
        Assert.Equal("ROLE_MISSING", await RefusedAsync(async () => (await ShowAsync(xb, received, Role.Auditor)).Test));
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => RecordAsync(begun, VoiceFinding.Answered, "", "en")));
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => RecordAsync(begun, VoiceFinding.Answered, "amber-falcon", "fr")));
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => RecordAsync(begun, VoiceFinding.Unspecified)));
        Assert.Equal("MALFORMED_REQUEST", await RefusedAsync(() => RecordAsync(begun, (VoiceFinding)99)));

        // The day's one test is spent, and a number newer than 72 hours that had none before is dialed by nobody.
        var second = await StartAsync();
        await UntilAsync(xa, test => test.Name == second.Name && test.DeclineReason == ContactTestDeclineReason.TestedWithinDay, "declined");
        Assert.Equal("NOT_IN_THIS_STAGE", await RefusedAsync(() => RecordAsync(second, VoiceFinding.NoAnswer)));
        await PublishAsync(after: first, NewNumber, point: "urn:poc:XB:9");
        Assert.Equal("NO_TEST_NUMBER", await RefusedAsync(() => StartAsync()));
    }

    private static ContactTestService.ContactTestServiceClient Tests(WholeNode node) => new(node.Channel);

    private static string NewId() => Guid.NewGuid().ToString("D");

    /// <summary>XB publishes a sheet on whose number tests are allowed, the first of them as of four days ago, and XA gets it.</summary>
    private async Task<Sheet> PublishAsync(Sheet? after = null, string number = TestSheets.Number, string point = Point)
    {
        var content = TestSheets.Content("XB", number);
        content.ContactPoints[0].Id = point;
        content.ContactPoints[0].Channels[0].IsTestAllowed = true;
        var sheet = TestSheets.After(content, after);
        if (after is null)
            sheet.CreateTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(-4));
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        var request = new PublishSheetRequest { RequestId = NewId(), Payload = sheet.ToByteString(), Signatures = { TestSheets.Sign(sheet, keys[0], keys[1]).Signatures } };
        await new ContactService.ContactServiceClient(xb.Channel).PublishSheetAsync(request, xb.As(Role.DirectoryManager), cancellationToken: Cancellation);
        await Eventually.Async(
            () => xa.Get<SheetBook>().View.Countries.GetValueOrDefault("XB")?.History.Version == sheet.Version, Deadlines.OverSockets, Cancellation, "XA holds the sheet");
        return sheet;
    }

    private async Task<ContactNetwork.V1.ContactTest> StartAsync(string number = "", string point = "", Role role = Role.ShiftLead) => (await Tests(xa).StartVoiceTestAsync(
        new StartVoiceTestRequest { RequestId = NewId(), Country = "XB", Number = number, ContactPointId = point },
        xa.As(role),
        cancellationToken: Cancellation)).Test;

    private async Task AnswerAsync(ContactNetwork.V1.ContactTest received) => await Tests(xb).AnswerVoiceTestAsync(
        new AnswerVoiceTestRequest { RequestId = NewId(), Name = received.Name }, xb.As(Role.DutyOfficer), cancellationToken: Cancellation);

    private async Task<ContactNetwork.V1.ContactTest> RecordAsync(
        ContactNetwork.V1.ContactTest test, VoiceFinding finding, string word = "", string language = "") => (await Tests(xa).RecordVoiceTestAsync(
        Record(test, finding, word, language), xa.As(Role.DirectoryManager), cancellationToken: Cancellation)).Test;

    private static RecordVoiceTestRequest Record(ContactNetwork.V1.ContactTest test, VoiceFinding finding, string word = "", string language = "") =>
        new() { RequestId = NewId(), Name = test.Name, Finding = finding, HeardWord = word, Language = language };

    private static async Task<GetVoiceTestResponse> ShowAsync(WholeNode node, ContactNetwork.V1.ContactTest test, Role role) =>
        await Tests(node).GetVoiceTestAsync(new GetVoiceTestRequest { Name = test.Name }, node.As(role), cancellationToken: Cancellation);

    private static async Task<string> RefusedAsync(Func<Task<ContactNetwork.V1.ContactTest>> act) =>
        (await PeopleNode.RefusalAsync(async () => await act())).Info.Reason;

    private static async Task<ContactNetwork.V1.ContactTest> UntilAsync(WholeNode node, Func<ContactNetwork.V1.ContactTest, bool> isWanted, string what)
    {
        ContactNetwork.V1.ContactTest? found = null;
        await Eventually.Async(
            async () => (found = (await Tests(node).ListContactTestsAsync(
                new ListContactTestsRequest(), node.As(Role.Auditor), cancellationToken: Cancellation)).Tests.FirstOrDefault(isWanted)) is not null,
            Deadlines.OverSockets,
            Cancellation,
            $"{node.Country} sees a test {what}");
        return found!;
    }

    private static async Task<(string Point, string Value, string Language, short Outcome)> FactAsync(WholeNode node)
    {
        await using var command = node.Get<NpgsqlDataSource>().CreateCommand(
            "select contact_point_id, value, language, outcome from node.contact_fact where level = 3");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(await reader.ReadAsync(Cancellation));
        return (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt16(3));
    }

    /// <summary>The tables in which a text stands, as text or in bytes.</summary>
    private static async Task<List<string>> TablesHoldingAsync(WholeNode node, string text)
    {
        var source = node.Get<NpgsqlDataSource>();
        var tables = new List<string>();
        await using (var list = source.CreateCommand("select table_name from information_schema.tables where table_schema = 'node' and table_type = 'BASE TABLE'"))
        await using (var reader = await list.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }

        Assert.Contains("contact_test", tables);
        var holding = new List<string>();
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"select exists (select 1 from node.\"{table}\" t where t::text ilike $1 or t::text ilike $2)");
            command.Parameters.Add(new NpgsqlParameter { Value = $"%{text}%" });
            command.Parameters.Add(new NpgsqlParameter { Value = $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))}%" });
            if (await command.ExecuteScalarAsync(Cancellation) is true)
                holding.Add(table);
        }

        return holding;
    }
}
