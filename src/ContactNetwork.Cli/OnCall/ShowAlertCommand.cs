using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary><c>cn alert show</c>: one alert and every attempt to page somebody.</summary>
internal static class ShowAlertCommand
{
    private static readonly Argument<string> Name = AlertNames.Argument();

    public static Command Create(Surroundings surroundings) =>
        new Command("show", "Show one alert and who was paged.") { Name }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        string name = await AlertNames.FullAsync(session, session.Parse.GetRequiredValue(Name), isOpenOnly: false, cancellation);
        GetAlertResponse found = await session.Node.OnCall.GetAlertAsync(new GetAlertRequest { Name = name }, cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else AlertScreen.Draw(session.Screen, found);
        return ExitCodes.Done;
    }
}
