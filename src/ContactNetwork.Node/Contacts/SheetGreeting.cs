using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Greetings;
using ContactNetwork.Node.Store;
using Npgsql;

namespace ContactNetwork.Node.Contacts;

/// <summary>
/// Reconciles the directory in Hello: each side tells the newest version of every country's sheet that it holds, and gets
/// what it lacks. Sheets prove themselves, so that anybody may hand on anybody's.
/// </summary>
internal sealed class SheetGreeting(
    SheetBook book,
    SheetIntake intake,
    OwnSheet own,
    RefusedSheets refusals,
    PeerContacts contacts,
    Shell shell,
    NpgsqlDataSource source,
    ILogger<SheetGreeting> log)
    : IGreetingRoom, IDisposable
{
    /// <summary>The sheets of so many countries are stored in one transaction: it must be over well within its time.</summary>
    public const int CountriesTogether = 16;

    /// <summary>How long a talk waits for another one that takes sheets.</summary>
    public static readonly TimeSpan TurnAwaited = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim taking = new(1, 1);

    private Drawn drawn = new(ImmutableDictionary<string, CountrySheets>.Empty, []);

    public void Draw(NodePicture picture)
    {
        // The same as last time until a sheet changes; hundreds of talks show them meanwhile.
        var (last, held) = (Volatile.Read(ref drawn), book.View.Countries);
        if (!ReferenceEquals(last.Countries, held))
            Volatile.Write(ref drawn, last = new Drawn(held, [.. VersionsOf(held)]));
        picture.Sheets.Add(last.Versions);
    }

    public async Task AnswerAsync(NodePicture picture, HelloResponse response, CancellationToken cancellation)
    {
        if (!picture.Features.Contains(Features.Directory))
            return;
        try
        {
            await AnswerInFullAsync(picture, response, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            log.SheetsNotExchanged(fault, picture.Country);
        }
    }

    /// <summary>
    /// One talk at a time takes sheets. A node that was away asks many at once, and all answer with the same sheets: whoever
    /// comes second finds them known, instead of queueing for the store with each of them.
    /// </summary>
    public async Task<bool> TakeAsync(string peer, HelloResponse response, CancellationToken cancellation)
    {
        if (response.Sheets.Count == 0)
            return false;
        // What is not taken now is offered again in the next talk: the others' turn must not wait for this.
        if (!await taking.WaitAsync(TurnAwaited, cancellation))
            return false;
        try
        {
            return await TakeUnknownAsync(peer, response, cancellation);
        }
        finally
        {
            taking.Release();
        }
    }

    public void Dispose() => taking.Dispose();

    private async Task<bool> TakeUnknownAsync(string peer, HelloResponse response, CancellationToken cancellation)
    {
        var offers = response.Sheets
            .Take(GreetingLimits.SheetsMax)
            .Where(envelope => !book.View.Holds(Digest.Of(envelope.Payload)))
            .Select(envelope => ReadSheet.Of(envelope).Sheet)
            .OfType<ReadSheet>()
            .GroupBy(sheet => sheet.Country, StringComparer.Ordinal)
            .Select(offer => (Country: offer.Key, OldestFirst: (List<Envelope>)[.. offer.OrderBy(sheet => sheet.Version).Select(sheet => own.Vouch(sheet.Envelope))]));
        var isAnyNew = false;
        foreach (var some in offers.Chunk(CountriesTogether))
        {
            // What was done in vain is done again: only the last time counts.
            var isNew = false;
            await shell.RunAsync(
                async (session, inner) =>
                {
                    isNew = false;
                    foreach (var (country, oldestFirst) in some)
                        isNew |= await TakeAsync(session, peer, country, oldestFirst, inner);
                },
                cancellation);
            isAnyNew |= isNew;
        }

        if (isAnyNew)
        {
            await book.RefreshAsync(cancellation);
            own.Keep();
        }

        return isAnyNew && response.HasMoreSheets;
    }

    private async Task AnswerInFullAsync(NodePicture picture, HelloResponse response, CancellationToken cancellation)
    {
        var theirs = new Dictionary<string, DocumentVersion>(StringComparer.Ordinal);
        foreach (var version in picture.Sheets)
            theirs[version.Country] = version;
        var bytes = 0;
        foreach (var (country, sheets) in book.View.Countries.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            var shown = theirs.GetValueOrDefault(country);
            if (shown?.Version == sheets.History.Version && shown.Digest == sheets.Digest.Bytes)
                continue;
            var stored = await LackingAsync(sheets.History, shown, country, cancellation);
            List<Envelope> lacking = [.. stored.Select(own.Vouch)];
            var size = lacking.Sum(envelope => envelope.CalculateSize());
            var isFull = bytes + size > GreetingLimits.SheetBytesMax || response.Sheets.Count + lacking.Count > GreetingLimits.SheetsMax;
            if (isFull && bytes > 0)
            {
                // A country's versions stay together, because its newest vouches for the others.
                response.HasMoreSheets = true;
                return;
            }

            bytes += size;
            response.Sheets.Add(lacking.TakeWhile((_, index) =>
                index < GreetingLimits.SheetsMax && lacking.Take(index + 1).Sum(each => each.CalculateSize()) <= GreetingLimits.SheetBytesMax));
            response.HasMoreSheets |= isFull;
        }
    }

    /// <summary>What the caller lacks of one country. Where it holds another one of a version, ours proves the fork to it.</summary>
    private async Task<IReadOnlyList<Envelope>> LackingAsync(
        SheetHistory ours, DocumentVersion? theirs, string country, CancellationToken cancellation)
    {
        var version = theirs?.Version ?? 0;
        if (version > ours.Version)
            return [];
        var isOther = version > 0 && theirs!.Digest != ours.DigestOf(version).Bytes;
        if (version == ours.Version)
            return isOther ? [ours.Newest.Envelope] : [];
        if (version + 1 == ours.Version && !isOther)
            return [ours.Newest.Envelope];
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var stored = await SheetTable.AfterAsync(
            connection, country, (long)version - (isOther ? 1 : 0), GreetingLimits.SheetsMax, cancellation);
        return [.. stored.Select(record => record.Sheet.Envelope)];
    }

    private static IEnumerable<DocumentVersion> VersionsOf(ImmutableDictionary<string, CountrySheets> countries) => countries.Values
        .Select(sheets => sheets.History.Newest)
        .OrderBy(sheet => sheet.Country, StringComparer.Ordinal)
        .Select(sheet => new DocumentVersion { Country = sheet.Country, Version = sheet.Version, Digest = sheet.Digest.Bytes });

    private async Task<bool> TakeAsync(
        WriteSession session, string peer, string country, IReadOnlyList<Envelope> offered, CancellationToken cancellation)
    {
        var verdict = await intake.TakeAsync(session, country, offered, peer, publisher: null, cancellation);
        switch (verdict)
        {
            case SheetVerdict.Refused refused:
                // Keys come in the same answer before sheets, so what is refused here is refused for good.
                await refusals.KeepAsync(session, refused, peer, cancellation);
                break;
            case SheetVerdict.Outdated outdated when peer != country:
                // The owner signs it anew when it is asked; whoever handed this on can't.
                log.SheetOutdated(country, outdated.Newest.Version, peer);
                contacts.WantTalk(country);
                break;
            case SheetVerdict.Outdated outdated:
                // The owner signs what it has published with the key of today: this it has not, so a thief may have made it.
                await refusals.KeepAsync(session, outdated.AsRefused(), peer, cancellation);
                break;
        }

        return verdict is SheetVerdict.Accepted;
    }

    private sealed record Drawn(ImmutableDictionary<string, CountrySheets> Countries, ImmutableArray<DocumentVersion> Versions);
}
