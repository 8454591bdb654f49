using ContactNetwork.Domain.Peers;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// An operator goes on with a peer without what it could give back: recorded, and the chains open a new epoch. Under our own
/// country's name it is our trust, and what we published, that goes on without what nobody gives back.
/// </summary>
internal sealed class LossActs(
    Shell shell,
    TrustStore trust,
    IEnumerable<IPublishedDocuments> documents,
    ChainEpochs epochs,
    RestoreBook book,
    PeerContacts contacts,
    NodeIdentity node)
{
    /// <summary>Accepts the loss.</summary>
    public async Task<AcceptLossResponse> AcceptAsync(
        AcceptLossRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        var country = trust.Last.Members.Keys.FirstOrDefault(one => PeerViews.NameOf(node, one) == request.Name)
            ?? throw PeerViews.Unknown(request.Name);
        if (country == node.Country)
            return await AcceptOwnAsync(request, key, caller, cancellation);
        var id = PeerStreams.IdOf(country);
        IReadOnlyList<(Domain.Lane, ChainPosition)> opened = [];
        AcceptLossResponse? made = null;
        var answer = await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                // After a fork, nothing was noticed to be behind: the same decision, by the same person, lets the chains go on.
                if (await HasStoppedAsync(session.Connection, country, inner))
                    await session.DecideAsync(
                        PeerStreams.Peers, id, new PeerCommand.DetectRestore(session.Stamp(Domain.Actor.Clock), id, country), inner);
                var command = new PeerCommand.AcceptLoss(session.Stamp(caller.ActingAs(Role.Operator)), request.Because.Trim());
                var decided = await session.DecideAsync(PeerStreams.Peers, id, command, inner);
                opened = await epochs.OpenAsync(session, country, ChainEpochs.BlindStep, inner);
                await StoreInstance.MarkComparedAsync(session.Connection, country, store: null, inner);
                return made = new AcceptLossResponse { Restore = RestoreView.Show(decided.State, node) };
            },
            cancellation);
        // Only what is committed: a file ahead of the store would hold the peer again. Who only gets the first answer once more
        // has committed nothing, whatever was tried.
        if (ReferenceEquals(answer, made))
            epochs.WriteHighWater(country, opened);
        await book.RefreshAsync(cancellation);
        contacts.WantTalk(country);
        return answer;
    }

    /// <summary>Our own country stands for our trust and what we published: both go on without the documents that nobody gave back.</summary>
    private async Task<AcceptLossResponse> AcceptOwnAsync(
        AcceptLossRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        AcceptLossResponse? made = null;
        var answer = await shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                var command = new PeerCommand.AcceptLoss(session.Stamp(caller.ActingAs(Role.Operator)), request.Because.Trim());
                var decided = await session.DecideAsync(PeerStreams.Peers, PeerStreams.IdOf(node.Country), command, inner);
                return made = new AcceptLossResponse { Restore = RestoreView.Show(decided.State, node) };
            },
            cancellation);
        // The same act once more is no word about what is lacking by now.
        if (ReferenceEquals(answer, made))
            RestoreKeeper.AcceptOwnLoss(trust, documents);
        await book.RefreshAsync(cancellation);
        return answer;
    }

    private static async Task<bool> HasStoppedAsync(NpgsqlConnection connection, string peer, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select 1 from node.outgoing_lane where peer = $1 and stop_reason is not null)", connection)
        {
            Parameters = { new() { Value = peer } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Lists the restores.</summary>
    public async Task<ListRestoresResponse> ListAsync(CancellationToken cancellation) =>
        new() { Restores = { await shell.ReadAsync(RestoreTable.AllAsync, cancellation) } };
}
