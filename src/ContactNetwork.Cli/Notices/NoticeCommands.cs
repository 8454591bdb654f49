using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Notices;

/// <summary><c>cn notice</c>: says that keys are in wrong hands.</summary>
internal static class NoticeCommands
{
    private static readonly Argument<string> FileArgument = new("file") { Description = "The notice as `cn notice make` wrote it." };
    private static readonly Option<string?> FileOption = new("--file") { Description = "A notice in a file, instead of those in force." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new("notice", "Withdraw keys that are in wrong hands, by a notice signed beforehand.")
        {
            MakeNoticeCommand.Create(surroundings),
            new Command("publish", "Put a notice in force at every node: nobody takes anything by its keys any more.") { FileArgument, RequestId }
                .Runs(surroundings, PublishAsync),
            new Command("show", "Show the notices in force, or what a file says.") { FileOption }.Runs(surroundings, ShowAsync),
        };

    private static async Task<int> PublishAsync(Session session, CancellationToken cancellation)
    {
        var request = new PublishNoticeRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Envelope = ByteString.CopyFrom(await File.ReadAllBytesAsync(session.Parse.GetRequiredValue(FileArgument), cancellation)),
        };
        Notice notice = (await session.Node.Peers.PublishNoticeAsync(request, cancellationToken: cancellation)).Notice;
        if (session.IsJson) session.Screen.Json(notice);
        else Draw(session.Screen, notice);
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        if (session.Parse.GetValue(FileOption) is { } file) return NoticeFile.Show(session, file);
        ListNoticesResponse found = await session.Node.Peers.ListNoticesAsync(new ListNoticesRequest(), cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else if (found.Notices.Count == 0) session.Screen.Line("No notice is in force.");
        foreach (Notice notice in session.IsJson ? [] : found.Notices) Draw(session.Screen, notice);
        return ExitCodes.Done;
    }

    private static void Draw(Screen screen, Notice notice)
    {
        screen.Line($"[bold]{Safe.Text(notice.Country)}[/] {notice.KeyIds.Count} key(s) in wrong hands, signed by {(notice.IsByCountryKey ? "its country key" : "the key itself")}");
        screen.Field("Signed", screen.Times.FullWithRelative(notice.CreateTime));
        foreach (string key in notice.KeyIds) screen.Field("Key", key, Styles.Wrong);
        screen.Field("Notice", notice.Digest);
    }
}
