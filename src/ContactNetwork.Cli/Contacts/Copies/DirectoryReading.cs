using System.CommandLine;
using ContactNetwork.Client;
using Grpc.Core;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>
/// How every command that only reads the directory runs: the node answers; while it can't be reached or does not answer in
/// time, the local copy does, and says so. A refusal of the node is never answered from the copy. After an answer of the
/// node the copy is refreshed. A failure that is the copy's word, too, tells so.
/// </summary>
internal static class DirectoryReading
{
    /// <summary>How long the node may take where a copy can stand in: somebody may be waiting to make a call.</summary>
    public static readonly TimeSpan PatienceWithCopy = TimeSpan.FromSeconds(10);

    /// <summary>The option to ask the local copy at once.</summary>
    public static Option<bool> Offline { get; } = new("--offline") { Description = "Answer from the local copy of the directory; don't ask the node." };

    /// <summary>Runs a command.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ask">Asks; whatever it writes to files it writes here. Is run again where the node fails in the middle.</param>
    /// <param name="draw">Draws the answer.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync<T>(
        Session session, Func<IDirectory, CancellationToken, Task<T>> ask, Action<T, LocalAnswer?> draw, CancellationToken cancellation)
    {
        (T answer, LocalAnswer? local) = await AskAsync(session, ask, cancellation);
        try
        {
            draw(answer, local);
        }
        catch (CliException failure)
        {
            failure.LocalCopy = local;
            throw;
        }

        if (local is null)
        {
            await session.Surroundings.Output.FlushAsync(cancellation);
            await CopyRefresh.OnUseAsync(session, cancellation);
        }

        return ExitCodes.Done;
    }

    /// <summary>Draws a result: as JSON, with the field that tells of the local copy; for people, after a line that does.</summary>
    public static void Draw(Session session, object json, LocalAnswer? local, Action draw)
    {
        if (!session.IsJson)
        {
            local?.Tell(session.Screen);
            draw();
        }
        else if (local is not null) session.Screen.Json(json, LocalAnswer.Field, local);
        else if (json is Google.Protobuf.IMessage message) session.Screen.Json(message);
        else session.Screen.Json(json);
    }

    private static async Task<(T Answer, LocalAnswer? Local)> AskAsync<T>(
        Session session, Func<IDirectory, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var store = new CopyStore(session.Profile);
        if (session.Parse.GetValue(Offline))
        {
            KeptCopy kept = store.Read() ?? throw new CliException(
                ExitCodes.NotFound, "COPY_NONE", "There is no local copy of the directory yet.", "Make one while the node answers: cn directory copy");
            return await FromCopyAsync(session, kept, "OFFLINE", "--offline was given.", ask, cancellation);
        }

        try
        {
            return (await ask(new NodeDirectory(session, store.MayStandIn ? PatienceWithCopy : null), cancellation), null);
        }
        catch (ContactNetworkException failure) when (failure.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            if (Stand(store, failure) is not { } kept) throw;
            string reason = failure.Code == StatusCode.Unavailable ? "UNAVAILABLE" : "DEADLINE_EXCEEDED";
            return await FromCopyAsync(session, kept, reason, failure.Message, ask, cancellation);
        }
    }

    private static async Task<(T, LocalAnswer?)> FromCopyAsync<T>(
        Session session, KeptCopy kept, string reason, string message, Func<IDirectory, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        var local = LocalAnswer.Of(kept, reason, message, session.Surroundings.Time.GetUtcNow());
        try
        {
            return (await ask(new CopyDirectory(kept, local, session.Surroundings.Time), cancellation), local);
        }
        catch (CliException failure)
        {
            failure.LocalCopy = local;
            throw;
        }
    }

    private static KeptCopy? Stand(CopyStore store, ContactNetworkException failure)
    {
        try
        {
            return store.Read();
        }
        catch (CliException refused)
        {
            throw new CliException(ExitCodes.Unavailable, refused.Reason, $"{failure.Message} {refused.Message}", refused.Hint);
        }
    }
}
