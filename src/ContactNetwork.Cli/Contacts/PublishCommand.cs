using System.CommandLine;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory publish</c>: hands a draft to the node, which checks, signs and sends it.</summary>
internal static class PublishCommand
{
    private static readonly Argument<string> FileArgument = new("file") { Description = "The draft; FILE.base and FILE.signed belong to it." };
    private static readonly Option<bool> Check = new("--check") { Description = "Only let the node check it." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("publish", "Publish a draft of our own sheet to all members.") { FileArgument, Check, RequestId }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        Envelope envelope = OwnDraft.Read(session.Parse.GetRequiredValue(FileArgument)).Envelope(session.Surroundings.Time.GetUtcNow());
        var request = new PublishSheetRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Payload = envelope.Payload,
            Signatures = { envelope.Signatures },
            ValidateOnly = session.Parse.GetValue(Check),
        };
        PublishSheetResponse published = await session.Node.Contacts.PublishSheetAsync(request, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(published);
        else if (request.ValidateOnly) session.Screen.Line("The node would take it. Nothing was published.");
        else session.Screen.Line($"[green]Published[/] version [bold]{published.Version.Version}[/]; {published.ReceiverCount} members are being told.");
        return ExitCodes.Done;
    }
}
