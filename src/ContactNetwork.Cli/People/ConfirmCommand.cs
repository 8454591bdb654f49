using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people confirm</c>: the second person of two.</summary>
internal static class ConfirmCommand
{
    private static readonly Argument<string> Proposal = new("proposal") { Description = "The proposal's id or full name; see: cn people list" };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("confirm", "Confirm a proposal that a colleague made.") { Proposal, RequestId }.Runs(surroundings, async (session, cancellation) =>
        {
            string name = await PersonScreen.FullAsync(session, "roleGrants", session.Parse.GetRequiredValue(Proposal), cancellation);
            var request = new ConfirmRoleGrantRequest { RequestId = RequestIdOption.Of(session, RequestId), Name = name };
            PersonScreen.Show(session, (await session.Node.People.ConfirmRoleGrantAsync(request, cancellationToken: cancellation)).Person);
            return ExitCodes.Done;
        });
}
