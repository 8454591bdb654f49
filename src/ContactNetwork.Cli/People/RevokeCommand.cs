using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people revoke</c>: takes a role away at once.</summary>
internal static class RevokeCommand
{
    private static readonly Argument<string> PersonArgument = new("person") { Description = "The person's id or full name; see: cn people list" };
    private static readonly Option<string?> RoleOption = Choices.Of<Role>(new("--role") { Description = "The role.", Required = true });
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("revoke", "Take a role away at once.") { PersonArgument, RoleOption, RequestId }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new RevokeRoleRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await PersonScreen.FullAsync(session, "people", session.Parse.GetRequiredValue(PersonArgument), cancellation),
            Role = Words.Read<Role>(session.Parse.GetRequiredValue(RoleOption)!)!.Value,
        };
        PersonScreen.Show(session, (await session.Node.People.RevokeRoleAsync(request, cancellationToken: cancellation)).Person);
        return ExitCodes.Done;
    }
}
