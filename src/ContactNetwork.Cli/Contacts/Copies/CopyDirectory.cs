using ContactNetwork.Client;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>The local copy answers, by the rules of the node.</summary>
internal sealed class CopyDirectory(KeptCopy kept, LocalAnswer local, TimeProvider time) : IDirectory
{
    /// <summary>What only the node knows.</summary>
    public const string NotInCopy = "NOT_IN_COPY";

    private const string AskAgain = "Ask again when the node answers.";

    public LocalAnswer? Local => local;

    public Task<LookUpContactsResponse> LookUpAsync(LookUpContactsRequest request, CancellationToken cancellation)
    {
        if (request.AsOfTime is not null)
            throw new CliException(ExitCodes.Unavailable, NotInCopy, "The local copy can't tell what the directory said earlier.", AskAgain);
        var (page, violations) = LookUpPage.Of(request);
        if (page is null)
        {
            throw new CliException(ExitCodes.Malformed, "MALFORMED_REQUEST", "Fields are malformed; see the violations.", "Mend what is named above and try again.")
            {
                Violations = [.. violations.Select(violation => new Violation(violation.Field, violation.Description))],
            };
        }

        return Task.FromResult(kept.Copy.LookUp(request, page, time.GetUtcNow()));
    }

    public Task<ListSheetsResponse> ListAsync(CancellationToken cancellation) => Task.FromResult(kept.Copy.List(time.GetUtcNow()));

    public Task<GetSheetResponse> GetAsync(string country, long version, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        string code = country.ToUpperInvariant();
        if (kept.Copy.Find(code, version, now) is { } found) return Task.FromResult(found);
        throw version != 0 && kept.Copy.Find(code, 0, now) is not null
            ? new CliException(ExitCodes.Unavailable, NotInCopy, $"The local copy does not hold version {version} of {code}: it keeps the newest only.", AskAgain)
            : new CliException(ExitCodes.NotFound, "SHEET_NOT_FOUND", $"The local copy holds no sheet of {Screens.Safe.Clean(code)}.", AskAgain);
    }
}
