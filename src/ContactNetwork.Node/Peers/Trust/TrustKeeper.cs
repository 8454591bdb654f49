using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Store;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>
/// Keeps trust, credentials and connections up to date: at start, before the ports open, and every few seconds. Looks for
/// new documents in the folder, closes connections that are trusted no more, and warns before things end.
/// </summary>
internal sealed class TrustKeeper(
    TrustStore trust,
    OwnKeySets own,
    CertificateKeeper certificate,
    FileCredentials credentials,
    PeerConnections connections,
    PeerChannels channels,
    IOptions<TrustOptions> options,
    Alarms alarms,
    TimeProvider time,
    ILogger<TrustKeeper> log) : BackgroundService
{
    /// <summary>How long before its end a certificate, key or roster raises an alarm.</summary>
    public static readonly TimeSpan WarnBefore = TimeSpan.FromDays(14);

    private Digest? folderSeen;
    private Digest? folderRefused;
    private ulong rosterSaved;
    private ulong keySetSaved;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        trust.Changed += Review;
        await trust.RefreshAsync(cancellationToken);
        await trust.RecallAsync(cancellationToken);
        await TakeFolderAsync(cancellationToken);
        SaveOwn();
        Warn();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Real time, even where a test moves the clock: what is confirmed is counted by the same clock as connections.
            await Task.Delay(TrustStore.LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                certificate.Keep();
                if (credentials.Refresh())
                    Review();
                await trust.RefreshAsync(stoppingToken);
                await TakeFolderAsync(stoppingToken);
                SaveOwn();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
            {
                log.TrustNotConfirmed(fault.GetType().Name);
            }
            catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                log.TrustFolderUnusable(fault, fault.Message);
            }

            connections.Review();
            channels.Review();
            Warn();
        }
    }

    public override void Dispose()
    {
        trust.Changed -= Review;
        base.Dispose();
    }

    private void Review()
    {
        connections.Review();
        channels.Review();
    }

    private async Task TakeFolderAsync(CancellationToken cancellation)
    {
        var stamp = TrustFolder.StampOf(options.Value.Folder);
        if (stamp == folderSeen)
            return;
        if (Load(stamp) is not { } folder)
            return;
        var keySets = await own.HoldBackAsync(folder.KeySets, cancellation);
        await trust.OfferAsync(folder.Rosters, keySets, TrustStore.FolderOrigin, cancellation);
        // What waits is looked at again, though the folder stays as it is.
        folderSeen = keySets.Length == folder.KeySets.Length ? stamp : null;
    }

    /// <summary>
    /// Reads the folder. A file that holds something else, e.g. one that is being copied, stops no node that knows its network
    /// already, also not at its start: an alarm tells of it, and the log once for each state of the folder.
    /// </summary>
    /// <returns>The folder; null while it can't be read.</returns>
    private TrustFolder? Load(Digest stamp)
    {
        try
        {
            var folder = TrustFolder.Load(options.Value.Folder);
            alarms.Set(PeersAlarms.TrustFolderUnusable, false);
            folderRefused = null;
            return folder;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            alarms.Set(PeersAlarms.TrustFolderUnusable, true);
            if (trust.Last.Rosters.Current is null)
                throw;
            if (folderRefused != stamp)
                log.TrustFolderUnusable(fault, fault.Message);
            folderRefused = stamp;
            return null;
        }
    }

    /// <summary>
    /// Puts rosters and our own key sets that came from peers into the folder: `cn keys` there makes the next key set from
    /// the newest one, also after node and folder were restored from a backup.
    /// </summary>
    private void SaveOwn()
    {
        var snapshot = trust.Last;
        if (snapshot.Rosters.Current?.Version == rosterSaved && snapshot.Own?.Keys?.Version == keySetSaved)
            return;
        try
        {
            foreach (var file in TrustFolder.Add(options.Value.Folder, snapshot))
                log.TrustFolderUpdated(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.TrustFolderNotWritten(fault.Message);
        }

        (rosterSaved, keySetSaved) = (snapshot.Rosters.Current?.Version ?? 0, snapshot.Own?.Keys?.Version ?? 0);
    }

    private void Warn()
    {
        var now = time.GetUtcNow();
        var snapshot = trust.Last;
        var own = snapshot.Own?.Keys;
        var signingKey = own?.SigningKeys.FirstOrDefault(key => key.Key.Equals(credentials.Current.SigningKey.Public));
        alarms.Set(PeersAlarms.TrustUnconfirmed, !trust.IsConfirmed);
        alarms.Set(PeersAlarms.RosterExpired, snapshot.Rosters.Current?.IsExpired(now) != false);
        alarms.Set(PeersAlarms.NotAMember, own is null);
        alarms.Set(PeersAlarms.SigningKeyUnpublished, own is not null && signingKey?.MaySign(now) != true);
        alarms.Set(PeersAlarms.OwnKeyCompromised, snapshot.Own is { CompromisedKeyIds: { IsEmpty: false } compromised }
            && (compromised.Contains(credentials.Current.SigningKey.Public.KeyId)
                || compromised.Contains(NoticeJudge.KeyIdOf(credentials.Current.Certificate))));
        alarms.Set(PeersAlarms.SigningKeyEnds, signingKey is not null && signingKey.NotAfter < now + WarnBefore);
        alarms.Set(PeersAlarms.CertificateEnds, credentials.Current.Certificate.NotAfter < (now + WarnBefore).LocalDateTime);
        alarms.Set(PeersAlarms.CertificateNotTrusted, own is not null && !IsOwnCertificateTrusted(snapshot, now));
    }

    private bool IsOwnCertificateTrusted(TrustSnapshot snapshot, DateTimeOffset now) => PeerCertificate.Check(
        snapshot, credentials.Current.Certificate, [], isClient: true, snapshot.OwnCountry, now) is CertificateVerdict.Trusted;
}
