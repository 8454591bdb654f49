using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory voice-test</c>: whether the telephone of another country is answered, and who answers it.</summary>
internal static class VoiceTestCommands
{
    private static readonly Argument<string> Country = new("country") { Description = "The country to be called, two letters." };
    private static readonly Argument<string> Test = VoiceTestNames.Argument();
    private static readonly Option<string?> ContactPoint = new("--contact-point") { Description = "The contact point to call. Default: the first that can be, a primary one before others." };
    private static readonly Option<string?> Number = new("--number") { Description = "The number to dial, of those that may be tested. Default: the first." };
    private static readonly Option<string?> Finding = Choices.Of<VoiceFinding>(new Option<string?>("--finding") { Description = "What was met on the telephone.", Required = true });
    private static readonly Option<string?> Word = new("--word") { Description = "The challenge word as you heard it; four letters of each part are enough." };
    private static readonly Option<string?> Language = new("--language") { Description = "The language that was spoken, e.g. en." };
    private static readonly Option<DateTimeOffset?> AnsweredAt = new("--answered-at") { Description = "When somebody answered, with zone. Default: now." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new("voice-test", "Call another country's desk by telephone, and have it read the challenge word that its node shows.")
        {
            new Command("start", "Begin a voice test: tells which number to dial.") { Country, ContactPoint, Number, RequestId }.Runs(surroundings, StartAsync),
            new Command("show", "Show a voice test, with the challenge word while it is open.") { Test }.Runs(surroundings, ShowAsync),
            new Command("answer", "Take a call that tests us, and see the challenge word to read out.") { Test, RequestId }.Runs(surroundings, AnswerAsync),
            new Command("record", "Record what was met on the telephone.") { Test, Finding, Word, Language, AnsweredAt, RequestId }.Runs(surroundings, RecordAsync),
        };

    private static async Task<int> StartAsync(Session session, CancellationToken cancellation)
    {
        var request = new StartVoiceTestRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Country = session.Parse.GetRequiredValue(Country).ToUpperInvariant(),
            ContactPointId = session.Parse.GetValue(ContactPoint) ?? "",
            Number = session.Parse.GetValue(Number) ?? "",
        };
        StartVoiceTestResponse started = await session.Node.ContactTests.StartVoiceTestAsync(request, cancellationToken: cancellation);
        if (session.IsJson)
        {
            session.Screen.Json(started);
            return ExitCodes.Done;
        }

        ContactTest test = started.Test;
        session.Screen.Line($"[green]Begun[/]: [bold]{Safe.Text(test.Reference)}[/], you have 60 minutes to call and to record; 15 until somebody answers.");
        VoiceTestScreen.DrawCall(session.Screen, test);
        session.Screen.Line($"[grey]See the word, once the other node has the test:[/] cn directory voice-test show {Safe.Text(test.Reference)}");
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        string name = await VoiceTestNames.FullAsync(session, session.Parse.GetRequiredValue(Test), cancellation);
        return await ShowAsync(session, name, cancellation);
    }

    private static async Task<int> AnswerAsync(Session session, CancellationToken cancellation)
    {
        var request = new AnswerVoiceTestRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await VoiceTestNames.FullAsync(session, session.Parse.GetRequiredValue(Test), cancellation),
        };
        await session.Node.ContactTests.AnswerVoiceTestAsync(request, cancellationToken: cancellation);
        return await ShowAsync(session, request.Name, cancellation);
    }

    private static async Task<int> ShowAsync(Session session, string name, CancellationToken cancellation)
    {
        GetVoiceTestResponse found = await session.Node.ContactTests.GetVoiceTestAsync(new GetVoiceTestRequest { Name = name }, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else VoiceTestScreen.Draw(session.Screen, found);
        return ExitCodes.Done;
    }

    private static async Task<int> RecordAsync(Session session, CancellationToken cancellation)
    {
        var request = new RecordVoiceTestRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await VoiceTestNames.FullAsync(session, session.Parse.GetRequiredValue(Test), cancellation),
            Finding = Words.Read<VoiceFinding>(session.Parse.GetRequiredValue(Finding)!) ?? VoiceFinding.Unspecified,
            HeardWord = session.Parse.GetValue(Word) ?? "",
            Language = session.Parse.GetValue(Language) ?? "",
            AnswerTime = session.Parse.GetValue(AnsweredAt) is { } at ? Timestamp.FromDateTimeOffset(at) : null,
        };
        RecordVoiceTestResponse recorded = await session.Node.ContactTests.RecordVoiceTestAsync(request, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(recorded);
        else VoiceTestScreen.DrawResult(session.Screen, recorded.Test);
        return ExitCodes.Done;
    }
}
