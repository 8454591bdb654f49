using ContactNetwork.Domain;
using ContactNetwork.Domain.Peers;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Outbound;
using ContactNetwork.Node.Peers.Suspensions;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Grpc.Core;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Brings a restored store up to date with one peer: 1. fetches our own dispatches after the last that our store knows as
/// answered, lane by lane; 2. believes each by our own signature only, and only where it follows the one before; 3. stores it as sent, with its receipt; 4. has its
/// room put its facts back; 5. opens a new epoch of each chain that was ever used; 6. lets the peer in again, which then
/// sends what it has sent since. Safe to repeat at any point.
/// </summary>
internal sealed class Recovery(
    PeerChannels channels, TrustStore trust, Shell shell, RecoveredPages pages, ChainEpochs epochs, NodeIdentity node)
{
    private const string Use = "recover";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>How long one go may last: a peer that answers slowly for ever is left, and gone on with later from there.</summary>
    public static readonly TimeSpan RunMax = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="RecoveryException">It can't go on now; the code says why.</exception>
    public async Task RunAsync(string peer, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(RunMax);
        try
        {
            await RunOnceAsync(peer, bounded.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RecoveryException(RecoveryCodes.TooSlow);
        }
    }

    private async Task RunOnceAsync(string peer, CancellationToken cancellation)
    {
        if (trust.Current is not { } snapshot || snapshot.FindMember(peer) is not { State: MemberState.Active, IsSuspendedHere: false } member)
            throw new RecoveryException("PEER_UNKNOWN");
        foreach (var lane in PeerLanes.All)
            await FetchAsync(snapshot, member, lane, cancellation);
        var opened = await shell.RunAsync(
            async (session, inner) =>
            {
                var counts = await RecoveredPages.CountAsync(session.Connection, peer, inner);
                var epochsNow = await epochs.OpenAsync(session, peer, ChainEpochs.Step, inner);
                await session.DecideAsync(
                    PeerStreams.Peers,
                    PeerStreams.IdOf(peer),
                    new PeerCommand.CompleteRestore(session.Stamp(Actor.Clock), counts.Fetched, counts.Rebuilt, counts.NotRebuilt),
                    inner);
                await StoreInstance.MarkComparedAsync(session.Connection, peer, store: null, inner);
                return epochsNow;
            },
            cancellation);
        epochs.WriteHighWater(peer, opened);
    }

    private async Task FetchAsync(
        TrustSnapshot snapshot, TrustedMember member, Domain.Lane lane, CancellationToken cancellation)
    {
        var address = Composer.Address(node, member.Country, lane);
        var chain = await pages.StartAsync(member.Country, lane, cancellation);
        while (true)
        {
            var request = new RecoverRequest { Lane = lane.ToWire(), AfterEpoch = chain.Epoch, AfterSequence = chain.Sequence };
            var page = await CallAsync(member.Country, request, cancellation);
            if (page.Dispatches.Count > DispatchLimits.BatchCountMax || (page.HasMore && page.Dispatches.Count == 0))
                throw new RecoveryException(RecoveryCodes.PageMalformed);
            var believed = page.Dispatches
                .SelectMany(given => chain.Add(OwnDispatch.Read(given, address, snapshot, member)
                    ?? throw new RecoveryException(RecoveryCodes.NotBelieved)))
                .ToList();
            foreach (var part in believed.Chunk(RecoveredPages.PartMax))
                await shell.RunAsync((session, inner) => pages.TakeAsync(session, member.Country, lane, part, inner), cancellation);
            if (page.HasMore)
                continue;
            chain.End();
            return;
        }
    }

    private async Task<RecoverResponse> CallAsync(string peer, RecoverRequest request, CancellationToken cancellation)
    {
        if (channels.Open(peer, Use) is not { } channel)
            throw new RecoveryException("NO_ENDPOINT");
        try
        {
            // Real time, even where a test moves the clock: the transport counts by it.
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Timeout;
            return await channel.Exchange.RecoverAsync(request, deadline: deadline, cancellationToken: cancellation);
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (RpcException fault)
        {
            throw new RecoveryException(DeliveryCall.Read(fault, channel).Error);
        }
        catch (ObjectDisposedException)
        {
            throw new RecoveryException("TRUST_CHANGED");
        }
    }
}

/// <summary>Bringing up to date can't go on now.</summary>
internal sealed class RecoveryException(string code) : Exception(code);

/// <summary>Why bringing up to date can't go on, where the peer's answer is the reason. Shown to operators.</summary>
internal static class RecoveryCodes
{
    /// <summary>What it gave is not signed by us, or by withdrawn keys of ours only and nothing vouches for it.</summary>
    public const string NotBelieved = "DISPATCH_NOT_BELIEVED";

    /// <summary>What it gave does not follow what it gave before: something is left out, repeated or out of order.</summary>
    public const string ChainBroken = "CHAIN_BROKEN";

    /// <summary>A page is over its bounds, or is empty and promises more.</summary>
    public const string PageMalformed = "PAGE_MALFORMED";

    /// <summary>It took too long; the next try goes on from what came.</summary>
    public const string TooSlow = "TOO_SLOW";
}
