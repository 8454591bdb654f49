using System.CommandLine;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory</c>.</summary>
internal static class DirectoryCommands
{
    public static Command Create(Surroundings surroundings) =>
        new("directory", "Whom to call abroad: print it, carry it out and in.")
        {
            PrintCommands.CreateCard(surroundings),
            PrintCommands.CreateBooklet(surroundings),
            VerifyCardCommand.Create(surroundings),
            ExportCommand.Create(surroundings),
            ImportCommand.Create(surroundings),
        };
}
