using System.CommandLine;
using System.CommandLine.Invocation;
using ContactNetwork.Cli.Completion;
using ContactNetwork.Cli.Contacts;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Cli.Nodes;
using ContactNetwork.Cli.Notices;
using ContactNetwork.Cli.OnCall;
using ContactNetwork.Cli.Peers;
using ContactNetwork.Cli.People;
using ContactNetwork.Cli.Preservations;
using ContactNetwork.Cli.Profiles;
using ContactNetwork.Cli.Rosters;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;

namespace ContactNetwork.Cli;

/// <summary>The command line: one tree of commands, one place where every failure becomes words and an exit code.</summary>
internal static class CnApp
{
    public static async Task<int> RunAsync(string[] args, Surroundings surroundings, CancellationToken cancellation)
    {
        RootCommand root = Build(surroundings);
        ParseResult parse = root.Parse(args);
        bool isJson = parse.GetValue(GlobalOptions.Json);
        var failures = new FailureScreen(surroundings, isJson);
        if (parse.Action is ParseErrorAction) return failures.ShowParseErrors(parse);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Only help, version and completion write here; results go through the screens.
            Output = isJson ? surroundings.Error : surroundings.Output,
            Error = surroundings.Error,
        };
        try
        {
            return await parse.InvokeAsync(configuration, cancellation);
        }
        catch (ContactNetworkException failure)
        {
            return failures.Show(failure);
        }
        catch (CliException failure)
        {
            return failures.Show(failure);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failures.Show(CliException.Usage(failure.Message));
        }
        catch (InvalidDataException failure)
        {
            return failures.Show(new CliException(ExitCodes.Malformed, "DOCUMENT_INVALID", failure.Message));
        }
        catch (Exception failure)
        {
            return failures.ShowBug(failure);
        }
    }

    private static RootCommand Build(Surroundings surroundings) =>
        new("cn talks to your country's node of the contact network.")
        {
            GlobalOptions.Json,
            GlobalOptions.Profile,
            LoginCommand.Create(surroundings),
            LogoutCommand.Create(surroundings),
            PreservationCommands.Create(surroundings),
            AlertCommands.Create(surroundings),
            DirectoryCommands.Create(surroundings),
            PeerCommands.Create(surroundings),
            NoticeCommands.Create(surroundings),
            PeopleCommands.Create(surroundings),
            NodeCommands.Create(surroundings),
            KeyCommands.Create(surroundings),
            RosterCommands.Create(surroundings),
            CompletionCommand.Create(surroundings),
        };
}
