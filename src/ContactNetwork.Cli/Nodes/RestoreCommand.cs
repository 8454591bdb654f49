using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Peers;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Nodes;

/// <summary><c>cn node restore</c>: how the node's restored store is brought up to date with each peer.</summary>
internal static class RestoreCommand
{
    private static readonly Option<string> PeerOption = new("--peer") { Description = "The country, two letters; the node's own where it lacks trust documents or its sheet.", Required = true };
    private static readonly Option<string> Because = new("--because") { Description = "Why, without case content.", Required = true };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new("restore", "See and decide how a store restored from a backup is brought up to date.")
        {
            new Command("status", "Show how far it has come with each peer.").Runs(surroundings, StatusAsync),
            new Command("accept-loss", "Go on with a peer without what it could give back; it is recorded and can't be undone.") { PeerOption, Because, RequestId }
                .Runs(surroundings, AcceptAsync),
        };

    private static async Task<int> StatusAsync(Session session, CancellationToken cancellation)
    {
        ListRestoresResponse found = await session.Node.Peers.ListRestoresAsync(new ListRestoresRequest(), cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else if (found.Restores.Count == 0) session.Screen.Line("The store was never found to be restored.");
        foreach (PeerRestore restore in session.IsJson ? [] : found.Restores) Draw(session.Screen, restore);
        return ExitCodes.Done;
    }

    private static async Task<int> AcceptAsync(Session session, CancellationToken cancellation)
    {
        var request = new AcceptLossRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await PeerCommands.NameAsync(session, session.Parse.GetRequiredValue(PeerOption), cancellation),
            Because = session.Parse.GetRequiredValue(Because),
        };
        PeerRestore restore = (await session.Node.Peers.AcceptLossAsync(request, cancellationToken: cancellation)).Restore;
        if (session.IsJson) session.Screen.Json(restore);
        else Draw(session.Screen, restore);
        return ExitCodes.Done;
    }

    /// <summary>One peer's restore.</summary>
    public static void Draw(Screen screen, PeerRestore restore)
    {
        string style = restore.State == RestoreState.Held ? Styles.Wrong : Styles.Default;
        screen.Field($"Restore {restore.Country}", Words.Plain(restore.State), style);
        screen.Field("Noticed", screen.Times.FullWithRelative(restore.DetectTime));
        if (restore.EndTime is not null) screen.Field("Ended", screen.Times.FullWithRelative(restore.EndTime));
        if (restore.State == RestoreState.Done)
        {
            screen.Field("Given back", string.Create(
                CultureInfo.InvariantCulture,
                $"{restore.FetchedCount} own message(s): {restore.RebuiltCount} in their cases again, {restore.NotRebuiltCount} only kept as sent"));
        }

        screen.Field("Last error", restore.LastError, Styles.Wrong);
        if (restore.Accepter is not null) screen.Field("Loss accepted", $"by {restore.Accepter.Role}: {restore.Because}", Styles.Waits);
    }
}
