using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation show</c>: one request with its content and its history.</summary>
internal static class ShowCommand
{
    private static readonly Argument<string> Reference = Names.Argument();

    public static Command Create(Surroundings surroundings) =>
        new Command("show", "Show one request: where it stands, what has happened and who signed it, what it asks.") { Reference }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string name = await Names.FullAsync(session, session.Parse.GetRequiredValue(Reference), cancellation);
        GetPreservationResponse found =
            await session.Node.Preservations.GetPreservationAsync(new GetPreservationRequest { Name = name }, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else PreservationScreen.Draw(session.Screen, found);
        return ExitCodes.Done;
    }
}
