using System.Text.Json;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.Lab.Identities;
using ContactNetwork.Lab.Processes;
using ContactNetwork.Testing;
using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

/// <summary>Two people on the telephone, each with the real <c>cn</c> and a real node. XB calls XA: the other way round the day's one test is spent.</summary>
public sealed class VoiceTestTests(SharedLab shared)
{
    private const string Number = "+999201234567";
    private const string Point = "urn:poc:XA:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_word_that_one_desk_reads_out_lets_the_other_record_with_cn_that_it_was_reached()
    {
        LabNetwork lab = await shared.StartedAsync();
        (LabCountry xa, LabCountry xb) = (lab.Country("XA"), lab.Country("XB"));
        await Task.WhenAll(xa.LoginAsync(LabPeople.Lead, Cancellation), xa.LoginAsync(LabPeople.Duty, Cancellation), xb.LoginAsync(LabPeople.Lead, Cancellation));
        using var tester = new CountryView(xb, LabPeople.Lead);
        using var tested = new CountryView(xa, LabPeople.Duty);
        using (var manager = new CountryView(xa, LabPeople.Lead))
            await LabSheets.PublishAsync(lab, manager, LabSheets.Content("XA", "Avalonia", Number));
        await Eventually.Async(
            async () => await LabSheets.FindAsync(tester, "XA") is not null, Deadlines.OverSockets, Cancellation, "XB holds the sheet of XA");
        string reachedBefore = await LastReachedAsync(xb);

        // The shift lead of XB begins; cn says which number to dial, and by which name the test goes.
        JsonElement begun = (await CnAsync(xb, LabPeople.Lead, "start", "XA")).GetProperty("test");
        string reference = begun.GetProperty("reference").GetString()!;
        Assert.Equal((Point, Number), (begun.GetProperty("contactPointId").GetString(), begun.GetProperty("number").GetString()));

        // The telephone rings at XA: the duty officer opens the test by its name, and reads the word out.
        await UntilAsync(tested, reference, test => test.State == ContactTestState.Waiting, "waiting at XA");
        string word = (await CnAsync(xa, LabPeople.Duty, "answer", reference)).GetProperty("challengeWord").GetString()!;
        Assert.Matches("^[a-z]+-[a-z]+$", word);

        // The caller hears it, and has it before the eyes, too.
        await UntilAsync(tester, reference, test => test.State == ContactTestState.Waiting, "waiting at XB");
        Assert.Equal(word, (await CnAsync(xb, LabPeople.Lead, "show", reference)).GetProperty("challengeWord").GetString());
        RunResult recorded = await xb.CnAsync(
            LabPeople.Lead, Cancellation, "directory", "voice-test", "record", reference, "--finding", "answered", "--word", word, "--language", "en");
        Assert.True(recorded.ExitCode == 0, recorded.Error);

        // Both see that it passed, and at XB the day on which a person of XA was last reached has moved.
        await UntilAsync(tester, reference, test => test is { Outcome: ContactTestOutcome.Ok, Word: ContactTestWord.Right }, "passed at XB");
        await UntilAsync(tested, reference, test => test is { Outcome: ContactTestOutcome.Ok, AcknowledgedRole: "duty officer" }, "passed at XA");
        foreach ((LabCountry country, string person) in new[] { (xb, LabPeople.Lead), (xa, LabPeople.Duty) })
        {
            RunResult listed = await country.CnAsync(person, Cancellation, "directory", "tests", "--json");
            Assert.Contains(reference, listed.Output, StringComparison.Ordinal);
            Assert.Contains("CONTACT_TEST_WORD_RIGHT", listed.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(word, listed.Output, StringComparison.Ordinal);
        }

        await Eventually.Async(async () => await LastReachedAsync(xb) != reachedBefore, Deadlines.OverSockets, Cancellation, "XB tells when XA was last reached");
    }

    private static async Task<JsonElement> CnAsync(LabCountry country, string person, string act, string argument)
    {
        RunResult run = await country.CnAsync(person, Cancellation, "directory", "voice-test", act, argument, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        return Parse(run.Output);
    }

    /// <summary>When a person was last reached at the contact point, as cn tells it; empty for never.</summary>
    private static async Task<string> LastReachedAsync(LabCountry country)
    {
        RunResult run = await country.CnAsync(LabPeople.Lead, Cancellation, "directory", "lookup", "--country", "XA", "--request", "preservation", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement quality = Parse(run.Output).GetProperty("contacts")[0].GetProperty("quality");
        return quality.TryGetProperty("humanContactTime", out JsonElement at) ? at.GetString() ?? "" : "";
    }

    private static Task UntilAsync(CountryView country, string reference, Func<ContactTest, bool> isWanted, string what) => Eventually.Async(
        async () => (await country.Node.ContactTests.ListContactTestsAsync(new ListContactTestsRequest())).Tests.Any(test => test.Reference == reference && isWanted(test)),
        Deadlines.OverSockets, Cancellation, $"the voice test is {what}");

    private static JsonElement Parse(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
