using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>Draws voice tests.</summary>
internal static class VoiceTestScreen
{
    public static void Draw(Screen screen, GetVoiceTestResponse found)
    {
        ContactTest test = found.Test;
        bool isOurs = test.Side == ContactTestSide.Tester;
        screen.Line($"[bold]{Safe.Text(test.Reference)}[/]: {(isOurs ? "we call" : "a call from")} {Safe.Text(test.PeerCountry)}, a TEST");
        DrawCall(screen, test);
        if (found.Languages.Count > 0) screen.Field("Speak one of", string.Join(", ", found.Languages));
        if (found.ChallengeWord.Length > 0)
        {
            screen.Field("Challenge word", found.ChallengeWord, "bold");
            screen.Line(isOurs
                ? "[grey]Don't say it: have it read to you.[/] cn directory voice-test record " + Safe.Text(test.Reference) + " --finding answered --word … --language …"
                : "[grey]Read it to the caller, who named this test.[/]");
        }
        else if (test.State == ContactTestState.Started)
        {
            screen.Line("[yellow]The other node does not have the test yet: wait before you dial.[/]");
        }

        if (test.Outcome != ContactTestOutcome.Unspecified || test.DeclineReason != ContactTestDeclineReason.Unspecified) DrawResult(screen, test);
    }

    public static void DrawCall(Screen screen, ContactTest test)
    {
        if (test.ContactPointId.Length > 0) screen.Field("Contact point", test.ContactPointId);
        if (test.Number.Length > 0)
            screen.Field(test.IsPreviousNumber ? "Dial the previous" : "Dial", test.Number + (test.IsPreviousNumber ? ": the numbers changed within 72 hours" : ""), test.IsPreviousNumber ? "red" : "bold");
        if (test.LocalTime.Length > 0) screen.Field("Local time there", test.LocalTime);
        if (test.Realm == Realm.Exercise) screen.Field("Say first and last", "EXERCISE EXERCISE EXERCISE", "red");
    }

    public static void DrawResult(Screen screen, ContactTest test)
    {
        string style = test.Outcome == ContactTestOutcome.Ok ? "green" : "yellow";
        if (test.DeclineReason != ContactTestDeclineReason.Unspecified) screen.Field("Not taken", Words.Plain(test.DeclineReason), "yellow");
        if (test.Outcome != ContactTestOutcome.Unspecified) screen.Field("Result", Words.Plain(test.Outcome), style);
        if (test.Word != ContactTestWord.Unspecified) screen.Field("Challenge word", Words.Plain(test.Word), test.Word == ContactTestWord.Right ? "green" : "red");
        if (test.Language.Length > 0) screen.Field("Language", test.Language);
        if (test.Correction.Length > 0) screen.Field("To be corrected", test.Correction, "yellow");
    }
}
