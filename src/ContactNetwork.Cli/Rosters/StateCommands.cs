using System.CommandLine;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster suspend</c> and <c>cn roster withdraw</c>.</summary>
internal static class StateCommands
{
    public static Command Suspend(Surroundings surroundings) =>
        Make(surroundings, "suspend", "Suspend a member: it is refused until the roster says otherwise.", MemberState.Suspended);

    public static Command Withdraw(Surroundings surroundings) =>
        Make(surroundings, "withdraw", "Withdraw a member for good.", MemberState.Withdrawn);

    private static Command Make(Surroundings surroundings, string name, string description, MemberState state) =>
        new Command(name, description) { Drafting.Country, Drafting.Folder }.Runs(surroundings, (session, _) =>
        {
            NetworkFolder folder = Drafting.Open(session);
            NetworkRoster draft = Drafting.Next(session, folder);
            Member member = Drafting.Find(draft, Drafting.ReadCountry(session));
            if (member.State == MemberState.Withdrawn)
                throw new CliException(ExitCodes.Conflict, "MEMBER_WITHDRAWN", $"{member.Country} has left for good.");
            member.State = state;
            return Task.FromResult(Drafting.Keep(session, folder, draft));
        });
}
