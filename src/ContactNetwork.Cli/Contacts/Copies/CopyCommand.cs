using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.Identities;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary><c>cn directory copy</c>: refreshes the local copy of the directory now, and shows its state.</summary>
internal static class CopyCommand
{
    private static readonly Option<bool> StartOver = new("--start-over")
    {
        Description = "Forget the copy and its anchor, and take both anew from the node, also where they are older.",
    };

    public static Command Create(Surroundings surroundings) =>
        new Command("copy", "Refresh the local copy that answers while the node is down, and show its state.") { StartOver, DirectoryReading.Offline }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var store = new CopyStore(session.Profile);
        bool isOffline = session.Parse.GetValue(DirectoryReading.Offline);
        bool startsOver = session.Parse.GetValue(StartOver);
        if (startsOver && isOffline) throw CliException.Usage("--start-over needs the node: leave --offline out.");
        bool? isNew = isOffline ? null : (await CopyRefresh.RunAsync(session, store, CopyRefresh.TimeMaxOnDemand, startsOver, cancellation))?.IsNew;
        KeptCopy kept = store.Read() ?? throw new CliException(
            ExitCodes.NotFound, "COPY_NONE", "There is no local copy of the directory yet.", "Make one while the node answers: cn directory copy");
        Show(session, store, kept, isNew);
        return ExitCodes.Done;
    }

    private static void Show(Session session, CopyStore store, KeptCopy kept, bool? isNew)
    {
        (string words, int sheets) = (Fingerprint.WordsOf(kept.Copy.Anchor), kept.Copy.Newest.Count());
        bool isAnchorGiven = session.Profile.Anchor is not null;
        if (session.IsJson)
        {
            session.Screen.Json(new
            {
                folder = store.Folder,
                isNew,
                networkId = kept.Copy.Manifest.NetworkId,
                realm = kept.Copy.Manifest.Realm,
                country = kept.Copy.Manifest.Country,
                anchor = kept.Copy.Anchor.Hex,
                anchorWords = words,
                isAnchorGiven,
                createTime = kept.Copy.CreateTime,
                replicaTime = kept.Copy.ReplicaTime,
                checkTime = kept.Pin.CheckTime,
                ageSeconds = (long)(session.Surroundings.Time.GetUtcNow() - kept.Pin.CheckTime).TotalSeconds,
                memberCount = kept.Copy.Trust.Members.Count,
                sheetCount = sheets,
            });
            return;
        }

        Screen screen = session.Screen;
        string head = isNew switch { true => "[green]Taken anew.[/]", false => "[green]Nothing has changed.[/]", null => "[grey]As it is held; the node was not asked.[/]" };
        screen.Line($"{head} The copy is whole and rightly signed.");
        screen.Field("Network", $"{kept.Copy.Manifest.NetworkId}, {kept.Copy.Manifest.Realm.ToLowerInvariant()}, by the node of {kept.Copy.Manifest.Country}");
        screen.Field("Holds", $"{sheets} sheets of {kept.Copy.Trust.Members.Count} members");
        screen.Field("Compared", screen.Times.FullWithRelative(Timestamp.FromDateTimeOffset(kept.Pin.CheckTime)));
        screen.Field("Made", screen.Times.FullWithRelative(Timestamp.FromDateTimeOffset(kept.Copy.CreateTime)));
        screen.Field("Kept in", store.Folder);
        screen.Field("Anchor", kept.Copy.Anchor.Hex);
        screen.Field("In words", words);
        screen.Field("", isAnchorGiven ? "as the profile says" : "by the node's word: compare it with your operator, or have it written into the profile", isAnchorGiven ? Styles.Quiet : Styles.Waits);
    }
}
