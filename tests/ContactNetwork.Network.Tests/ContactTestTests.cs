using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Purpose = ContactNetwork.V1.Purpose;

namespace ContactNetwork.Network.Tests;

/// <summary>One country tests whether a person of the other is reached. The only test of contacts in this lab: there is one a day.</summary>
public sealed class ContactTestTests(SharedLab shared)
{
    [Fact]
    public async Task A_test_sent_with_cn_is_acknowledged_with_cn_and_a_second_one_on_the_same_day_is_not_taken()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        await xa.LoginAsync(LabPeople.Lead, cancellation);
        using var tester = new CountryView(xa, LabPeople.Lead);
        using var tested = new CountryView(xb, LabPeople.Duty);

        // The shift lead of XA tests XB.
        RunResult begun = await xa.CnAsync(LabPeople.Lead, cancellation, "directory", "test", "XB");
        Assert.True(begun.ExitCode == 0, begun.Error);

        // The desk of XB is called, by an alert and a page that say that they are a test.
        Alert? alert = null;
        await Eventually.Async(
            async () => (alert = (await tested.AlertsAsync()).SingleOrDefault(one => one.SubjectKind == "contact-test")) is not null,
            Deadlines.OverSockets, cancellation, "XB's desk is called");
        Assert.Equal((Purpose.Test, "XA"), (alert!.Purpose, alert.PeerCountry));
        await Eventually.Async(
            () => lab.Mail.Mails.Any(mail => mail.Text.Contains(alert.Reference, StringComparison.Ordinal)),
            SharedLab.PageArrives, cancellation, "the page arrived");
        RunResult listed = await xb.CnAsync(LabPeople.Duty, cancellation, "alert", "list");
        Assert.Contains($"TEST {alert.Reference}", listed.Output, StringComparison.Ordinal);

        // The duty officer presses acknowledge; XA sees that the test passed, in time, by which role.
        RunResult taken = await xb.CnAsync(LabPeople.Duty, cancellation, "alert", "acknowledge", alert.Reference);
        Assert.True(taken.ExitCode == 0, taken.Error);
        ContactTest passed = await UntilAsync(tester, test => test.Outcome == ContactTestOutcome.Ok, "passed");
        Assert.Equal("duty officer", passed.AcknowledgedRole);
        await UntilAsync(tested, test => test is { Side: ContactTestSide.Tested, Outcome: ContactTestOutcome.Ok }, "passed");

        // A second one on the same day calls nobody.
        Assert.Equal(0, (await xa.CnAsync(LabPeople.Lead, cancellation, "directory", "test", "XB")).ExitCode);
        ContactTest declined = await UntilAsync(tester, test => test.State == ContactTestState.Declined, "declined");
        Assert.Equal(ContactTestDeclineReason.TestedWithinDay, declined.DeclineReason);
        Assert.True(declined.NextTime.ToDateTimeOffset() > passed.ReceiveTime.ToDateTimeOffset().AddHours(23));
        RunResult shown = await xa.CnAsync(LabPeople.Lead, cancellation, "directory", "tests");
        Assert.Contains("tested within day", shown.Output, StringComparison.Ordinal);
        Assert.Single(await tested.AlertsAsync(), one => one.SubjectKind == "contact-test");
    }

    private static async Task<ContactTest> UntilAsync(CountryView country, Func<ContactTest, bool> isWanted, string what)
    {
        ContactTest? found = null;
        await Eventually.Async(
            async () => (found = (await country.Node.ContactTests.ListContactTestsAsync(new ListContactTestsRequest())).Tests.FirstOrDefault(isWanted)) is not null,
            Deadlines.OverSockets, TestContext.Current.CancellationToken, $"a test is {what}");
        return found!;
    }
}
