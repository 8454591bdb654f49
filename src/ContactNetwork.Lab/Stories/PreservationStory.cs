using System.Diagnostics;
using System.Text.Json;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.V1;

namespace ContactNetwork.Lab.Stories;

/// <summary>
/// A request filed in XA is acknowledged in XB. Every fact is waited for in what the nodes themselves tell: the streams of
/// the boards and alerts, the history with its signatures, the mail that arrived.
/// </summary>
internal sealed class PreservationStory(LabNetwork lab, Observer requesting, Observer requested, Page page)
{
    /// <summary>What XB tells XA about a request: that its desk was paged, and that a person took it.</summary>
    private const int MessagesOfXb = 2;

    private static readonly TimeSpan FactMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Tells the story and gives the request's reference number.</summary>
    /// <exception cref="LabException">A fact did not come true in time.</exception>
    public async Task<string> TellAsync(string requestFile, CancellationToken cancellation)
    {
        page.Heading("A preservation request, from Avalonia to Belmaria");
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        long bytesBefore = xb.Link.RelayedBytes;

        // 1. The case officer of XA files.
        page.Typed(xa.DisplayName(LabPeople.Officer), $"cn preservation file {Shown.Path(requestFile)}");
        RunResult filed = (await xa.CnAsync(LabPeople.Officer, cancellation, "preservation", "file", requestFile, "--json")).Checked("cn preservation file");
        string reference = Text(filed, "reference");
        page.Fact("XA", "reference number given", reference);

        // 2. The machines: delivered, stored, receipted, alerted, paged.
        await FactAsync("XB's board shows the request", () => requested.Row(reference) is not null, cancellation);
        await FactAsync("XA has XB's signed receipt", () => Signed("delivered") is not null, cancellation);
        await FactAsync("XB has raised an alert", () => requested.AlertAbout(reference) is not null, cancellation);
        await FactAsync("the page arrived by mail", () => lab.Mail.Mails.Any(mail => mail.Text.Contains(reference, StringComparison.Ordinal)), cancellation);
        await FactAsync("XA knows that XB's desk was paged", () => requesting.Row(reference)?.PageTime is not null, cancellation);
        page.Fact("XB", "it came over mutual TLS", $"{xb.Link.RelayedBytes - bytesBefore:N0} bytes, all encrypted, to {xb.PeersAddress.Authority}");

        // 3. The duty officer of XB takes it.
        page.Typed(xb.DisplayName(LabPeople.Duty), $"cn alert acknowledge {reference}");
        (await xb.CnAsync(LabPeople.Duty, cancellation, "alert", "acknowledge", reference, "--json")).Checked("cn alert acknowledge");
        await FactAsync("XB's board shows it acknowledged", () => requested.Row(reference)?.Stage == PreservationStage.Acknowledged, cancellation);
        await FactAsync("XA sees the acknowledgement, signed by XB", () => Signed("acknowledged") is not null, cancellation);
        await FactAsync("XA's board shows it acknowledged", () => requesting.Row(reference)?.Stage == PreservationStage.Acknowledged, cancellation);
        await FactAsync("XB has XA's receipts for the page and the acknowledgement", () => Receipts() >= MessagesOfXb, cancellation);
        Summarize(reference);
        return reference;

        int Receipts() => requested.History(reference).Count(one => one.Step == "message delivered" && one.SigningKeyId.Length > 0);

        HistoryStep? Signed(string step) =>
            requesting.History(reference).FirstOrDefault(one => one.Step == step && one.SigningKeyId.Length > 0);
    }

    private void Summarize(string reference)
    {
        page.Heading("What Avalonia knows, and who vouches for it");
        IReadOnlyList<HistoryStep> history = requesting.History(reference);
        DateTimeOffset first = history[0].OccurTime.ToDateTimeOffset();
        foreach (HistoryStep step in history)
        {
            TimeSpan after = step.OccurTime.ToDateTimeOffset() - first;
            string signed = step.SigningKeyId.Length == 0 ? "our own fact" : $"signed by XB, key {Observer.Short(step.SigningKeyId)}";
            page.Line($"  [green]✓[/] {step.Step,-22} [grey]{"+" + Page.Seconds(after),10}   {Spectre.Console.Markup.Escape(signed)}[/]");
        }
    }

    private async Task FactAsync(string what, Func<bool> isTrue, CancellationToken cancellation)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!isTrue())
        {
            if ((requesting.Fault ?? requested.Fault) is { } fault) throw new LabException($"A watch ended: {fault.Message}", fault);
            if (clock.Elapsed > FactMax) throw new LabException($"Not true after {FactMax.TotalSeconds:0} s: {what}. See the logs in {Shown.Path(lab.Folder)}.");
            await Task.Delay(LookEvery, cancellation);
        }
    }

    private static string Text(RunResult result, string property)
    {
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.GetProperty(property).GetString() ?? throw new LabException($"cn printed no {property}.");
    }
}
