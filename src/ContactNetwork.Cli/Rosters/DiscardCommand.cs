using System.CommandLine;
using ContactNetwork.Federation.Authorities;

namespace ContactNetwork.Cli.Rosters;

/// <summary><c>cn roster discard</c>: drops the draft; what is in force stays.</summary>
internal static class DiscardCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("discard", "Drop the draft; the roster in force stays.") { Drafting.Folder }.Runs(surroundings, (session, _) =>
        {
            NetworkFolder folder = Drafting.Open(session);
            if (folder.Draft is not { } draft) throw new CliException(ExitCodes.NotFound, "NO_DRAFT", $"{folder.Path} holds no draft.");
            folder.WithoutDraft();
            if (session.IsJson) session.Screen.Json(new { discardedVersion = draft.Roster.Version, digest = draft.Roster.Digest.Hex });
            else session.Screen.Line($"Dropped the draft of version {draft.Roster.Version}.");
            return Task.FromResult(ExitCodes.Done);
        });
}
