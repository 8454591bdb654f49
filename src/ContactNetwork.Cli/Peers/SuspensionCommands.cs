using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Peers;

/// <summary><c>cn peer suspend</c>, <c>confirm</c>, <c>resume</c>: two people keep another country's node out.</summary>
internal static class SuspensionCommands
{
    private static readonly Argument<string> Country = new("country") { Description = "The country, two letters." };
    private static readonly Option<string> Because = new("--because") { Description = "Why, without case content.", Required = true };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Suspend(Surroundings surroundings) =>
        new Command("suspend", "Keep a country's node out: for 4 hours, unless a colleague confirms.") { Country, Because, RequestId }
            .Runs(surroundings, SuspendAsync);

    public static Command Confirm(Surroundings surroundings) =>
        new Command("confirm", "Confirm a suspension that a colleague made.") { Country, RequestId }.Runs(surroundings, ConfirmAsync);

    public static Command Resume(Surroundings surroundings) =>
        new Command("resume", "End a suspension; one that two people made needs two to end it.") { Country, Because, RequestId }
            .Runs(surroundings, ResumeAsync);

    private static async Task<int> SuspendAsync(Session session, CancellationToken cancellation)
    {
        var request = new SuspendPeerRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await NameAsync(session, cancellation),
            Because = session.Parse.GetRequiredValue(Because),
        };
        Show(session, (await session.Node.Peers.SuspendPeerAsync(request, cancellationToken: cancellation)).Suspension);
        return ExitCodes.Done;
    }

    private static async Task<int> ConfirmAsync(Session session, CancellationToken cancellation)
    {
        var request = new ConfirmPeerSuspensionRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await NameAsync(session, cancellation),
        };
        Show(session, (await session.Node.Peers.ConfirmPeerSuspensionAsync(request, cancellationToken: cancellation)).Suspension);
        return ExitCodes.Done;
    }

    private static async Task<int> ResumeAsync(Session session, CancellationToken cancellation)
    {
        var request = new ResumePeerRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await NameAsync(session, cancellation),
            Because = session.Parse.GetRequiredValue(Because),
        };
        ResumePeerResponse done = await session.Node.Peers.ResumePeerAsync(request, cancellationToken: cancellation);
        if (session.IsJson || done.Suspension is not null) Show(session, done.Suspension ?? new PeerSuspension());
        else session.Screen.Line("The peer is not suspended any more; what waited for it is sent now.");
        return ExitCodes.Done;
    }

    private static Task<string> NameAsync(Session session, CancellationToken cancellation) =>
        PeerCommands.NameAsync(session, session.Parse.GetRequiredValue(Country), cancellation);

    private static void Show(Session session, PeerSuspension suspension)
    {
        if (session.IsJson) session.Screen.Json(suspension);
        else PeerScreen.Draw(session.Screen, suspension);
    }
}
