using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Trust;
using Npgsql;

namespace ContactNetwork.Node.Peers.Restores;

/// <summary>
/// Keeps this country's key sets from having two histories. Where folder and database were both restored from old backups,
/// nothing here tells that a key set was published since, and one that is signed now gets the same version as the one that
/// others hold. So in a database that may have been restored a new own key set from the folder is not taken, and so told to
/// nobody, before one peer has answered with those that it knows. A node that has never met a peer is not held up.
/// </summary>
internal sealed class OwnKeySets(NpgsqlDataSource source, TrustStore trust, Alarms alarms, ILogger<OwnKeySets> log) : IPublishedDocuments
{
    private volatile ImmutableHashSet<Digest> held = [];
    private volatile ImmutableHashSet<Digest> accepted = [];

    /// <summary>A key set of ours waits: it may be the second of its version.</summary>
    public bool IsBehind => !held.IsEmpty;

    /// <summary>Takes what waits now without a peer's word, and nothing that comes later.</summary>
    public void AcceptLoss()
    {
        accepted = accepted.Union(held);
        held = [];
    }

    /// <summary>The key sets of the folder, without those that must wait.</summary>
    public async Task<ImmutableArray<Envelope>> HoldBackAsync(ImmutableArray<Envelope> keySets, CancellationToken cancellation)
    {
        ImmutableHashSet<Digest> news = [.. keySets.Where(IsNewOwn).Select(envelope => Digest.Of(envelope.Payload)).Except(accepted)];
        var before = held;
        held = news.IsEmpty || !await MustWaitAsync(cancellation) ? [] : news;
        var isHeld = !held.IsEmpty;
        alarms.Set(PeersAlarms.OwnKeySetHeld, isHeld);
        if (!isHeld)
            return keySets;
        if (!held.SetEquals(before))
            log.OwnKeySetHeld(held.Count);
        return [.. keySets.Where(envelope => !news.Contains(Digest.Of(envelope.Payload)))];
    }

    /// <summary>The store lacks what this node had accepted, or peers were met before, and in this database none has answered yet.</summary>
    private async Task<bool> MustWaitAsync(CancellationToken cancellation)
    {
        if (trust.IsBehind)
            return true;
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var (isAnyMet, isAnyCompared) = await StoreInstance.MetAsync(connection, cancellation);
        return !isAnyCompared && (isAnyMet || trust.WasBehind);
    }

    private bool IsNewOwn(Envelope envelope) =>
        KeySet.Parser.ParseFrom(envelope.Payload) is var keySet
        && keySet.Country == trust.Last.OwnCountry
        && trust.Last.Own?.KeySets?.Versions.Any(keys => keys.Version == keySet.Version) != true;
}
