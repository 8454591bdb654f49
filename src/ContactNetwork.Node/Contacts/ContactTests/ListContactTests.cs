using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Node.Contacts.VoiceTestDuties;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>Lists the contact tests that this country takes part in; before them the voice tests that it owes.</summary>
internal sealed class ListContactTestsQuery(Shell shell, VoiceTestDutyRows duties)
{
    private const int PageSizeDefault = 50;
    private const int PageSizeMax = 200;

    /// <summary>Answers the query.</summary>
    public async Task<ListContactTestsResponse> AnswerAsync(ListContactTestsRequest request, CancellationToken cancellation)
    {
        var skip = Check(request);
        var take = request.PageSize == 0 ? PageSizeDefault : request.PageSize;
        var tests = await shell.ReadAsync(
            (connection, inner) => ContactTestTable.PageAsync(connection, request.Country, skip, take + 1, inner), cancellation);
        return new ListContactTestsResponse
        {
            Tests = { tests.Take(take) },
            NextPageToken = tests.Count > take ? (skip + take).ToString(CultureInfo.InvariantCulture) : "",
            VoiceTestDuties = { skip == 0 ? await duties.ListAsync(request.Country, cancellation) : [] },
        };
    }

    private static int Check(ListContactTestsRequest request)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        if (request.Country is not ("" or [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            violations.Add(new FieldViolation("country", "must be an ISO 3166-1 alpha-2 code in upper case, or empty"));
        if (request.PageSize is < 0 or > PageSizeMax)
            violations.Add(new FieldViolation("page_size", $"must be 1 to {PageSizeMax}, or 0 for {PageSizeDefault}"));
        var skip = 0;
        if (request.PageToken.Length > 0 && !int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            violations.Add(new FieldViolation("page_token", "is not a token of this list; start without one"));
        return violations.Count == 0 ? skip : throw new RefusalException(Refusal.Malformed(violations.ToImmutable()));
    }
}
