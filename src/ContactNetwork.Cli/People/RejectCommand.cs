using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people reject</c>: ends a proposal, one's own or another's, so that nobody can confirm it.</summary>
internal static class RejectCommand
{
    private static readonly Argument<string> Proposal = new("proposal") { Description = "The proposal's id or full name; see: cn people list" };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("reject", "Reject a proposal, or take back your own.") { Proposal, RequestId }.Runs(surroundings, async (session, cancellation) =>
        {
            string name = await PersonScreen.FullAsync(session, "roleGrants", session.Parse.GetRequiredValue(Proposal), cancellation);
            var request = new RejectRoleGrantRequest { RequestId = RequestIdOption.Of(session, RequestId), Name = name };
            RoleGrant grant = (await session.Node.People.RejectRoleGrantAsync(request, cancellationToken: cancellation)).Grant;
            if (session.IsJson) session.Screen.Json(grant);
            else session.Screen.Line($"[green]Rejected[/]: {Safe.Text(grant.DisplayName)} as {Safe.Text(Words.Of(grant.Roles))}.");
            return ExitCodes.Done;
        });
}
