using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Restores;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// Keeps this country's sheet from having two histories: a store that was restored from a backup lacks versions that were
/// published since, and the next one may be made only when they are back. The others' nodes give them back in Hello, also
/// where a key of ours signed them that was withdrawn since.
/// </summary>
internal sealed class OwnSheet(
    SheetBook book,
    SheetHighWater highWater,
    RestoreBook restores,
    TrustStore trust,
    INodeCredentials credentials,
    NodeIdentity node,
    Alarms alarms,
    ILogger<OwnSheet> log) : IPublishedDocuments
{
    private volatile bool isFailing;

    /// <summary>
    /// The directory as it was compared last lacks what the file knows, or there is no file and a peer may know more. Before
    /// it was compared for the first time, nobody knows.
    /// </summary>
    public bool IsBehind => !ReferenceEquals(book.View, DirectoryView.Empty) && (highWater.Read() is null ? !IsWhole : !Holds(Held));

    private SheetHistory? Held => book.View.Countries.GetValueOrDefault(node.Country)?.History;

    /// <summary>Lets the file say what the store holds.</summary>
    public void AcceptLoss() => Write(Held);

    /// <summary>
    /// Writes how far the sheet has come, where the store goes on from the file, or nothing can be lacking. Called every few
    /// seconds: where the file can't be used, an alarm stands until it can.
    /// </summary>
    public void Keep()
    {
        if (ReferenceEquals(book.View, DirectoryView.Empty))
            return;
        try
        {
            var held = Held;
            if (highWater.Read() is { } file ? file.Version < (held?.Version ?? 0) && Holds(held) : IsWhole)
                Write(held);
            alarms.Set(ContactsAlarms.OwnSheetNotKept, isFailing = false);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            if (!isFailing)
                log.OwnSheetNotKept(fault);
            alarms.Set(ContactsAlarms.OwnSheetNotKept, isFailing = true);
        }
    }

    /// <summary>Lets the next version be made only where the store holds all that were published.</summary>
    /// <exception cref="RefusalException">It may lack some; they come back by themselves where a peer can be reached.</exception>
    public async Task EnsureWholeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await SheetTable.LockAsync(connection, cancellation);
        var stored = await SheetTable.OfCountryAsync(connection, node.Country, cancellation);
        var isWhole = highWater.Read() is { } file
            ? file.Version == 0 || stored.Any(record => record.Sheet.Version == file.Version && record.Sheet.Digest == file.Digest)
            : IsWhole;
        if (!isWhole || trust.IsBehind)
        {
            throw new RefusalException(Refusal.Of(
                RefusalKind.Unavailable,
                RefusalReasons.Restoring,
                "This node's store was restored, and may lack versions of the sheet that were published since. They come back from "
                + "peers by themselves: see `cn node restore status`, then draft it anew."));
        }
    }

    /// <summary>
    /// Has the present key sign for our own sheet, in the place of keys that were withdrawn since: others take it only by a
    /// key that counts now. What is not ours, or is newer than the file, stays as it is: a thief of a withdrawn key may have
    /// made it.
    /// </summary>
    public Envelope Vouch(Envelope envelope)
    {
        var key = credentials.Current.SigningKey;
        if (envelope.Signatures.Any(signature => signature.KeyId == key.Public.KeyId)
            || trust.Last.Own is not { } own
            || ReadSheet.Of(envelope).Sheet is not { } sheet
            || sheet.Country != node.Country
            || !MayBeOurs(sheet)
            || EnvelopeVerifier.Verify(envelope, PayloadType.Sheet, own.KeysEver()) is not EnvelopeCheck.SignedBy)
            return envelope;
        var vouched = envelope.Clone();
        var withdrawn = own.KeysEver().Except(own.KeysForEarlier()).Select(former => former.KeyId).ToHashSet(StringComparer.Ordinal);
        foreach (var signature in envelope.Signatures.Where(signature => withdrawn.Contains(signature.KeyId)))
            vouched.Signatures.Remove(signature);
        if (vouched.Signatures.Count >= EnvelopeLimits.SignaturesMax)
            return envelope;
        EnvelopeSigner.AddSignature(vouched, PayloadType.Sheet, key);
        return vouched;
    }

    private void Write(SheetHistory? held) => highWater.Write(held?.Version ?? 0, held?.Newest.Digest ?? Digest.Zero);

    /// <summary>With all peers that this store knows it was compared: nothing can be lacking.</summary>
    private bool IsWhole => restores.Uncompared.Count == 0 && restores.Held.All(held => held == node.Country);

    private bool MayBeOurs(ReadSheet sheet) => highWater.Read() is not { } file
        || sheet.Version < file.Version
        || (sheet.Version == file.Version && sheet.Digest == file.Digest);

    private bool Holds(SheetHistory? held) => highWater.Read() is not { Version: > 0 } file
        || (held is not null && held.Version >= file.Version && held.DigestOf(file.Version) == file.Digest);
}
