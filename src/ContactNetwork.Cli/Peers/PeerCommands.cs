using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Peers;

/// <summary><c>cn peer</c>.</summary>
internal static class PeerCommands
{
    private static readonly Argument<string> Country = new("country") { Description = "The country, two letters." };

    public static Command Create(Surroundings surroundings) =>
        new("peer", "See the other countries' nodes and what travels to and from them.")
        {
            new Command("list", "List the other countries.").Runs(surroundings, ListAsync),
            new Command("show", "Show one country: reachability, lanes, keys.") { Country }.Runs(surroundings, ShowAsync),
            RefusalsCommand.Create(surroundings),
            SuspensionCommands.Suspend(surroundings),
            SuspensionCommands.Confirm(surroundings),
            SuspensionCommands.Resume(surroundings),
        };

    /// <summary>The full name of a peer that was given by its country or its full name.</summary>
    public static async Task<string> NameAsync(Session session, string country, CancellationToken cancellation) =>
        country.StartsWith("nodes/", StringComparison.Ordinal)
            ? country
            : $"nodes/{await session.CountryAsync(cancellation)}/peers/{country.ToLowerInvariant()}";

    private static async Task<int> ListAsync(Session session, CancellationToken cancellation)
    {
        ListPeersResponse found = await session.Node.Peers.ListPeersAsync(new ListPeersRequest(), cancellationToken: cancellation);
        if (session.IsJson) session.Screen.Json(found);
        else if (found.Peers.Count == 0) session.Screen.Line("No other country is in the network.");
        else PeerScreen.Draw(session.Screen, found.Peers);
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellation)
    {
        string name = await NameAsync(session, session.Parse.GetRequiredValue(Country), cancellation);
        Peer peer = (await session.Node.Peers.GetPeerAsync(new GetPeerRequest { Name = name }, cancellationToken: cancellation)).Peer;
        if (session.IsJson) session.Screen.Json(peer);
        else PeerScreen.Draw(session.Screen, peer);
        return ExitCodes.Done;
    }
}
