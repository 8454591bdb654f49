using System.CommandLine;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people</c>.</summary>
internal static class PeopleCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("people", "See people and give them roles; a role needs two of you.")
        {
            MeCommand.Create(surroundings),
            ListPeopleCommand.Create(surroundings),
            ProposeCommand.Create(surroundings),
            ConfirmCommand.Create(surroundings),
            RejectCommand.Create(surroundings),
            RevokeCommand.Create(surroundings),
        };
}
