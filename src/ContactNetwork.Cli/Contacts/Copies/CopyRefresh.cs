using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.V1;
using Google.Protobuf;
using Grpc.Core;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>Takes the node's newest copy of the directory: fetched within bounds, verified, compared with the one held, kept.</summary>
internal static class CopyRefresh
{
    /// <summary>A copy that was compared with the node less long ago is left alone after a command.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>How long after a try that may have failed the next is made, so that no command waits for each.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>How long a refresh may hold up a command that is done.</summary>
    public static readonly TimeSpan TimeMaxOnUse = TimeSpan.FromSeconds(10);

    /// <summary>How long a refresh that was asked for may take.</summary>
    public static readonly TimeSpan TimeMaxOnDemand = TimeSpan.FromSeconds(60);

    /// <summary>After a command that the node answered: refreshes when that is due. Whatever fails is told and nothing more.</summary>
    public static async Task OnUseAsync(Session session, CancellationToken cancellation)
    {
        try
        {
            var store = new CopyStore(session.Profile);
            DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
            if (IsRecent(store.TryTime, now, RetryAfter) || IsRecent(store.ReadPin()?.CheckTime, now, Interval)) return;
            await RunAsync(session, store, TimeMaxOnUse, startsOver: false, cancellation);
        }
        catch (ContactNetworkException failure) when (failure.Code == StatusCode.Unimplemented)
        {
            // A node of an earlier version makes no copies; the command itself went well.
        }
        catch (Exception failure) when (failure is ContactNetworkException or CliException or IOException or UnauthorizedAccessException)
        {
            Tell(session, "COPY_NOT_REFRESHED", $"The local copy of the directory was not refreshed: {failure.Message}", failure is CliException { Hint: { } hint } ? hint : null);
        }
        catch (OperationCanceledException)
        {
            // The answer stands on the screen already.
        }
    }

    /// <summary>Refreshes now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="store">Where the copy is kept.</param>
    /// <param name="timeMax">How long it may take.</param>
    /// <param name="startsOver">Takes what the node sends in place of copy and anchor that are held, whatever they say.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What is held then, and whether it is another one than before; null while another run refreshes.</returns>
    /// <exception cref="CliException">What the node sent is refused; what was held stays.</exception>
    /// <exception cref="ContactNetworkException">The node can't be reached, or refuses.</exception>
    public static async Task<(CopyPin Pin, bool IsNew)?> RunAsync(
        Session session, CopyStore store, TimeSpan timeMax, bool startsOver, CancellationToken cancellation)
    {
        using IDisposable? turn = store.TakeTurn(session.Surroundings.Time.GetUtcNow());
        if (turn is null) return null;
        CopyPin? pin = startsOver ? null : store.ReadPin();
        Digest? anchor = store.AnchorFor(pin);
        KeptCopy? held = startsOver ? null : ReadSound(store);
        IReadOnlyList<GetDirectoryCopyResponse> parts =
            await session.Node.Copies.FetchAsync(held?.Copy.StateDigest ?? ByteString.Empty, timeMax, cancellation);
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        if (parts.Count == 0 && held is not null)
        {
            CopyPin compared = held.Pin with { CheckTime = now };
            store.Keep(compared);
            return (compared, false);
        }

        DirectoryCopy copy = Verify(session, parts, anchor, pin, now);
        CopyPin kept = store.Keep(copy, parts, now);
        if (anchor is null) TellAnchor(session, copy.Anchor);
        return (kept, true);
    }

    /// <summary>The copy that is held; null where there is none to build on: then the node sends a whole one.</summary>
    private static KeptCopy? ReadSound(CopyStore store)
    {
        try
        {
            return store.Read();
        }
        catch (CliException)
        {
            return null;
        }
    }

    private static DirectoryCopy Verify(Session session, IReadOnlyList<GetDirectoryCopyResponse> parts, Digest? anchor, CopyPin? pin, DateTimeOffset now)
    {
        DirectoryCopy copy = DirectoryCopyReader.Read(parts, anchor, now) switch
        {
            CopyVerdict.Accepted accepted => accepted.Copy,
            CopyVerdict.Refused { Fault: CopyFault.Anchor } refused => throw Refused(
                "COPY_ANCHOR_DIFFERS", $"the node's copy is of another network than the anchor names. {refused.Detail}",
                "Ask your operator whether the network was founded anew. If so: cn directory copy --start-over"),
            CopyVerdict.Refused refused => throw Refused("COPY_REFUSED", $"the node's copy does not verify. {refused.Detail}", "Tell your operator; what was held stays."),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (session.Profile.Country is { } country && !country.Equals(copy.Manifest.Country, StringComparison.OrdinalIgnoreCase))
            throw Refused("COPY_REFUSED", $"the copy was made by {copy.Manifest.Country}, and the profile is of {country.ToUpperInvariant()}.", "Mend the profile.");
        return pin?.WhyNotBefore(copy) is { } why
            ? throw Refused(
                "COPY_OLDER", $"the node's copy was not taken: {why}.",
                "Tell your operator: the node may have come from an old backup. When that is so and it is whole again: cn directory copy --start-over")
            : copy;
    }

    private static CliException Refused(string reason, string what, string hint) =>
        new(ExitCodes.Conflict, reason, char.ToUpperInvariant(what[0]) + what[1..], hint);

    private static void TellAnchor(Session session, Digest anchor)
    {
        if (session.IsJson)
        {
            session.Notices.JsonLine(new { notice = new { reason = "COPY_ANCHOR_TAKEN", anchor = anchor.Hex, words = Fingerprint.WordsOf(anchor) } });
            return;
        }

        session.Notices.Line("[yellow]A first local copy of the directory was made.[/] Its anchor is the node's word: compare it once with your operator,");
        session.Notices.Line("or have it written into the profile as \"anchor\".");
        session.Notices.Field("Anchor", anchor.Hex);
        session.Notices.Field("In words", Fingerprint.WordsOf(anchor));
    }

    private static void Tell(Session session, string reason, string message, string? hint)
    {
        if (session.IsJson)
        {
            session.Notices.JsonLine(new { notice = new { reason, message, hint } });
            return;
        }

        foreach (string line in Safe.Wrap(hint is null ? message : $"{message} {hint}", session.Notices.Width)) session.Notices.Line($"[yellow]{Safe.Text(line)}[/]");
    }

    /// <summary>A clock that was turned back makes nothing recent for ever.</summary>
    private static bool IsRecent(DateTimeOffset? at, DateTimeOffset now, TimeSpan within) => at <= now && now - at < within;
}
