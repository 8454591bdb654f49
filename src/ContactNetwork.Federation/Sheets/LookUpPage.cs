using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.V1;

namespace ContactNetwork.Federation.Sheets;

/// <summary>Which part of an answer a look-up asks for.</summary>
/// <param name="Skip">Contact points to leave out in front.</param>
/// <param name="Take">Contact points at most.</param>
public sealed record LookUpPage(int Skip, int Take)
{
    /// <summary>Reads the page; null, and one violation for each wrong field of the request, where there is any.</summary>
    public static (LookUpPage? Page, ImmutableArray<FieldViolation> Violations) Of(LookUpContactsRequest request)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        if (request.Country is not ("" or [>= 'A' and <= 'Z', >= 'A' and <= 'Z']))
            violations.Add(new FieldViolation("country", "is not an ISO 3166-1 alpha-2 code in upper case."));
        if (request.Instrument.Length > SheetLimits.InstrumentMax)
            violations.Add(new FieldViolation("instrument", $"is longer than {SheetLimits.InstrumentMax} characters."));
        if (request.Language.Length > SheetLimits.LanguageTagMax)
            violations.Add(new FieldViolation("language", $"is longer than {SheetLimits.LanguageTagMax} characters."));
        if (request.Text.Length > SheetLimits.LookUpTextMax)
            violations.Add(new FieldViolation("text", $"is longer than {SheetLimits.LookUpTextMax} characters."));
        if (request.PageSize is < 0 or > SheetLimits.PageSizeMax)
            violations.Add(new FieldViolation("page_size", $"must be 1 to {SheetLimits.PageSizeMax}, or 0 for {SheetLimits.PageSizeDefault}."));
        int skip = 0;
        if (request.PageToken.Length > 0
            && !int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
            violations.Add(new FieldViolation("page_token", "is not a token of this list; start without one."));
        return violations.Count == 0
            ? (new LookUpPage(skip, request.PageSize == 0 ? SheetLimits.PageSizeDefault : request.PageSize), [])
            : (null, violations.ToImmutable());
    }

    /// <summary>The token of the page that follows one with this many rows; empty at the end.</summary>
    public string Next(int rows, int total) => Skip + rows < total ? (Skip + rows).ToString(CultureInfo.InvariantCulture) : "";
}
