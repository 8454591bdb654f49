using System.Collections.Immutable;
using System.Globalization;
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
    private const int InstrumentMax = SheetLimits.InstrumentMax;

    /// <summary>Answers the query.</summary>
    public async Task<LookUpContactsResponse> AnswerAsync(LookUpContactsRequest request, CancellationToken cancellation)
    {
        var (skip, take) = Check(request);
        var asOf = Times.Read(request.AsOfTime);
        var now = asOf ?? clock.Now;
        var view = book.View;
        var (index, answers) = asOf is { } instant ? await AsOfAsync(view, instant, cancellation) : (view.Index, view.Answers);
        var found = index.Answer(DirectoryAnswers.Question(request), now, skip, take);
        var response = answers.Write(found, now);
        var next = skip + response.Contacts.Count;
        response.NextPageToken = next < found.TotalCount ? next.ToString(CultureInfo.InvariantCulture) : "";
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
            point => view.HumanContactOf(point) is { } at && at <= asOf ? at : null));
    }

    private static (int Skip, int Take) Check(LookUpContactsRequest request)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        if (request.Country is not ("" or [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            violations.Add(new FieldViolation("country", "is not an ISO 3166-1 alpha-2 code in upper case."));
        if (request.Instrument.Length > InstrumentMax)
            violations.Add(new FieldViolation("instrument", $"is longer than {InstrumentMax} characters."));
        if (request.Language.Length > SheetLimits.LanguageTagMax)
            violations.Add(new FieldViolation("language", $"is longer than {SheetLimits.LanguageTagMax} characters."));
        if (request.Text.Length > SheetLimits.LookUpTextMax)
            violations.Add(new FieldViolation("text", $"is longer than {SheetLimits.LookUpTextMax} characters."));
        if (request.PageSize is < 0 or > SheetLimits.PageSizeMax)
            violations.Add(new FieldViolation("page_size", $"must be 1 to {SheetLimits.PageSizeMax}, or 0 for {SheetLimits.PageSizeDefault}."));
        var skip = 0;
        if (request.PageToken.Length > 0
            && !int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            violations.Add(new FieldViolation("page_token", "is not a token of this list; start without one."));
        return violations.Count == 0
            ? (skip, request.PageSize == 0 ? SheetLimits.PageSizeDefault : request.PageSize)
            : throw new RefusalException(Refusal.Malformed(violations.ToImmutable()));
    }
}
