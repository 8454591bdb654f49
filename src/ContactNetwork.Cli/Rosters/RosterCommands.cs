using System.CommandLine;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster</c>: the members of a network, decided by the holders of its authority keys. Works on files only.</summary>
internal static class RosterCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("roster", "Decide who belongs to a network: make, review and sign its rosters, without a network connection.")
        {
            NewKeyCommand.Create(surroundings),
            CreateCommand.Create(surroundings),
            AddCommand.Create(surroundings),
            ChangeCommand.Create(surroundings),
            StateCommands.Suspend(surroundings),
            StateCommands.Withdraw(surroundings),
            SignCommand.Sign(surroundings),
            SignCommand.Countersign(surroundings),
            DiscardCommand.Create(surroundings),
            InspectCommand.Create(surroundings),
            VerifyCommand.Create(surroundings),
            PublishCommand.Create(surroundings),
        };
}
