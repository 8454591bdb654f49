using System.CommandLine;

namespace ContactNetwork.Cli.Keys;

/// <summary><c>cn keys</c>: the life of a country's keys. Works on its trust folder; the country key signs each step.</summary>
internal static class KeyCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("keys", "Tend your country's keys: prepare, activate, taint, withdraw. Each step is a key set that the country key signs.")
        {
            ShowCommand.Create(surroundings),
            PrepareCommand.Create(surroundings),
            ActivateCommand.Create(surroundings),
            EndCommands.Taint(surroundings),
            EndCommands.Withdraw(surroundings),
            SignKeySetCommand.Create(surroundings),
            RenewCommand.Create(surroundings),
        };
}
