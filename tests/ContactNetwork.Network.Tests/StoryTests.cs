using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

public sealed class StoryTests(SharedLab shared)
{
    [Fact]
    public async Task A_request_filed_in_one_country_is_acknowledged_in_the_other()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        using var requesting = new CountryView(xa, LabPeople.Officer);
        using var requested = new CountryView(xb, LabPeople.Duty);

        // The case officer of XA files a request with cn.
        string reference = (await requesting.FileAsync(Requests.New(), Deadlines.OverSockets)).Reference;
        Assert.StartsWith("PR-XA-", reference, StringComparison.Ordinal);

        // XA has XB's signed receipt.
        GetPreservationResponse delivered = await requesting.WaitAsync(reference, one => one.Row.DeliverTime is not null, Deadlines.OverSockets, "delivered");
        Assert.Contains(delivered.History, step => step.SigningKeyId.Length > 0);

        // XB shows the same request, with its content, and has raised an alert.
        GetPreservationResponse received = await requested.WaitAsync(reference, _ => true, Deadlines.OverSockets, "received");
        Assert.Equal(Side.Requested, received.Row.Side);
        Assert.Equal("billing.desk@mail.example", received.Content.Items.Single().Identifier.Value);
        Alert alert = Assert.Single(await requested.AlertsAsync(), one => one.Reference == reference);
        Assert.Equal(Urgency.Urgent, alert.Urgency);

        // The duty officer of XB is paged by mail, which names no content of the case; XA learns that the desk was paged.
        await Eventually.Async(
            () => lab.Mail.Mails.Any(mail => mail.Text.Contains(reference, StringComparison.Ordinal)), SharedLab.PageArrives, cancellation, "the page arrived");
        Assert.All(lab.Mail.Mails, mail => Assert.DoesNotContain("billing.desk", mail.Text, StringComparison.Ordinal));
        await requesting.WaitAsync(reference, one => one.Row.PageTime is not null, Deadlines.OverSockets, "paged");

        // The duty officer of XB takes it with cn; both sides show it, XA with XB's signature.
        RunResult taken = await xb.CnAsync(LabPeople.Duty, cancellation, "alert", "acknowledge", reference);
        Assert.True(taken.ExitCode == 0, taken.Error);
        await requested.WaitAsync(reference, one => one.Row.Stage == PreservationStage.Acknowledged, Deadlines.OverSockets, "acknowledged");
        GetPreservationResponse seen = await requesting.WaitAsync(
            reference, one => one.Row.Stage == PreservationStage.Acknowledged, Deadlines.OverSockets, "acknowledged");
        Assert.Contains(seen.History, step => step.Step.Contains("acknowledged", StringComparison.Ordinal) && step.SigningKeyId.Length > 0);
    }

    [Fact]
    public async Task A_withdrawn_request_is_withdrawn_on_both_sides()
    {
        LabNetwork lab = await shared.StartedAsync();
        using var requesting = new CountryView(lab.Country("XA"), LabPeople.Officer);
        using var requested = new CountryView(lab.Country("XB"), LabPeople.Duty);
        BoardRow row = await requesting.FileAsync(Requests.New(urgency: Urgency.Routine), Deadlines.OverSockets);
        await requested.WaitAsync(row.Reference, _ => true, Deadlines.OverSockets, "received");

        await requesting.Node.Preservations.WithdrawPreservationAsync(
            new WithdrawPreservationRequest { Name = row.Name, Reason = "The account was ours." }, cancellationToken: TestContext.Current.CancellationToken);

        await requesting.WaitAsync(row.Reference, one => one.Row.Stage == PreservationStage.Withdrawn, Deadlines.OverSockets, "withdrawn");
        GetPreservationResponse there = await requested.WaitAsync(
            row.Reference, one => one.Row.Stage == PreservationStage.Withdrawn, Deadlines.OverSockets, "withdrawn");
        Assert.Contains(there.History, step => step.Note == "The account was ours.");
    }
}
