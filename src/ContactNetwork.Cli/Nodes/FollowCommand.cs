using System.CommandLine;
using System.Security.Cryptography;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Grpc.Core;

namespace ContactNetwork.Cli.Nodes;

/// <summary>
/// <c>cn node follow</c>: fetches a network's documents, from a member's node or from files, and believes only what
/// follows from the anchor that was handed over by other means.
/// </summary>
internal static class FollowCommand
{
    private static readonly Option<string> Folder = new("--trust") { Description = "The node's Trust:Folder.", Required = true };
    private static readonly Option<string> Anchor = new("--anchor") { Description = "The network's anchor, 64 hexadecimal digits, as a key holder gave it to you.", Required = true };
    private static readonly Option<string?> From = new("--from") { Description = "The peers' port of a member's node: https://host:port." };
    private static readonly Option<string?> Documents = new("--documents") { Description = "Instead, a folder with rosters and key sets." };

    public static Command Create(Surroundings surroundings) =>
        new Command("follow", "Take over a network's rosters and key sets, from its anchor on.") { Folder, Anchor, From, Documents }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        Digest anchor = Digest.FromHex(session.Parse.GetRequiredValue(Anchor)) ?? throw CliException.Usage("--anchor must be 64 hexadecimal digits.");
        string folder = Path.GetFullPath(session.Parse.GetRequiredValue(Folder));
        TrustFolder found = (session.Parse.GetValue(From), session.Parse.GetValue(Documents)) switch
        {
            ({ } from, null) => await FetchAsync(session, from, folder, anchor, cancellation),
            (null, { } documents) => TrustFolder.Load(documents) with { Anchor = anchor },
            _ => throw CliException.Usage("Name either --from or --documents."),
        };
        string country = KeySet.Parser.ParseFrom(NewNode.ReadOwnKeySet(folder).Payload).Country;
        TrustSnapshot trust = DocumentChain.Verify(found, country).Trust;
        if (trust.Own is null)
            throw new CliException(ExitCodes.NotFound, "NOT_A_MEMBER", $"The newest roster does not list {country}.", "Ask the key holders whether your application was signed and published.");
        found.Save(folder);
        Show(session, trust);
        return ExitCodes.Done;
    }

    private static async Task<TrustFolder> FetchAsync(Session session, string from, string folder, Digest anchor, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(from, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != Uri.UriSchemeHttps)
            throw CliException.Usage($"--from must be https://host:port, not '{from}'.");
        try
        {
            KeySet own = KeySet.Parser.ParseFrom(NewNode.ReadOwnKeySet(folder).Payload);
            return await ChainFetch.FetchAsync(endpoint, NodeCredentials.Load(folder), own, anchor, session.Surroundings.Time.GetUtcNow(), cancellation);
        }
        catch (RpcException refused)
        {
            throw new CliException(ExitCodes.Unavailable, "NODE_UNAVAILABLE", $"{from} gave no documents: {refused.Status.Detail}", "It refuses your node until it has the roster that lists your country, and your key set. Try again, or another member.");
        }
        catch (CryptographicException wrong)
        {
            throw new InvalidDataException($"The node's certificate and keys in {folder} can't be used: {wrong.Message}", wrong);
        }
    }

    private static void Show(Session session, TrustSnapshot trust)
    {
        Roster roster = trust.Rosters.Current!;
        if (session.IsJson)
        {
            session.Screen.Json(new { networkId = trust.NetworkId, rosterVersion = roster.Version, digest = roster.Digest.Hex, members = trust.Members.Keys });
            return;
        }

        session.Screen.Line($"[green]Took over[/] {trust.Rosters.Versions.Length} roster(s) of network {Safe.Text(trust.NetworkId)}; all follow from the anchor.");
        session.Screen.Field("Members", string.Join(", ", trust.Members.Keys));
        session.Screen.Field("Next", "start the node; from now on rosters and key sets come from peers by themselves");
    }
}
