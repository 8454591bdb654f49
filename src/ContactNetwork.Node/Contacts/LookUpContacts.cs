using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Times = ContactNetwork.Federation.Times;

namespace ContactNetwork.Node.Contacts;

/// <summary>Answers an officer's question, from memory; what the directory said earlier is read from the store.</summary>
internal sealed class LookUpContactsQuery(SheetBook book, Shell shell, IStoreClock clock)
{
    /// <summary>Answers the query.</summary>
    public async Task<LookUpContactsResponse> AnswerAsync(LookUpContactsRequest request, CancellationToken cancellation)
    {
        var (page, violations) = LookUpPage.Of(request);
        if (page is null)
            throw new RefusalException(Refusal.Malformed(violations));
        var asOf = Times.Read(request.AsOfTime);
        var now = asOf ?? clock.Now;
        var view = book.View;
        var (index, answers) = asOf is { } instant ? await AsOfAsync(view, instant, cancellation) : (view.Index, view.Answers);
        var response = answers.Answer(index, request, page, now);
        response.ReplicaTime = Timestamp.FromDateTimeOffset(book.CompareTime);
        response.IsReplicaOld = book.IsOld;
        return response;
    }

    private async Task<(DirectoryIndex Index, DirectoryAnswers Answers)> AsOfAsync(
        DirectoryView view, DateTimeOffset asOf, CancellationToken cancellation)
    {
        var stored = await shell.ReadAsync(
            (connection, inner) => SheetTable.AsOfAsync(connection, asOf.ToUniversalTime(), SheetLimits.SpokenCheckLag, inner), cancellation);
        // What is not in the chain that was verified is not shown.
        var byCountry = stored
            .Where(record => view.Countries.TryGetValue(record.Sheet.Country, out var held)
                && record.Sheet.Version <= held.History.Version
                && held.History.DigestOf(record.Sheet.Version) == record.Sheet.Digest)
            .ToLookup(record => record.Sheet.Country);
        var index = new DirectoryIndex(
            view.Index.Records.Select(record => CountrySheets.RecordOf(record.Country, record.DisplayName, byCountry[record.Country])), Zones.Find);
        return (index, new DirectoryAnswers(
            country => byCountry[country].LastOrDefault()?.Sheet.Document,
            point => view.HumanContactOf(point) is { } contact && contact.At <= asOf ? contact : null));
    }
}
