using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people me</c>: who is logged in.</summary>
internal static class MeCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("me", "Show who you are to this node.").Runs(surroundings, async (session, cancellation) =>
        {
            PersonScreen.Show(session, (await session.Node.People.GetMeAsync(new GetMeRequest(), cancellationToken: cancellation)).Person);
            return ExitCodes.Done;
        });
}
