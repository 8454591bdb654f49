using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary>How a person names a voice test: as the caller says it, or by its id or full name.</summary>
internal static class VoiceTestNames
{
    private const int PageSizeMax = 200;

    /// <summary>Pages looked through: whoever calls means a test of this hour.</summary>
    private const int PagesMax = 5;

    public static Argument<string> Argument() => new("test") { Description = "The test as the caller names it, e.g. TEST-XA-1A2B3C4D, or its id or full name." };

    /// <summary>The full name.</summary>
    public static async Task<string> FullAsync(Session session, string given, CancellationToken cancellation)
    {
        if (given.StartsWith("nodes/", StringComparison.Ordinal)) return given;
        if (Guid.TryParse(given, out Guid id)) return $"nodes/{await session.CountryAsync(cancellation)}/contactTests/{id}";
        var request = new ListContactTestsRequest { PageSize = PageSizeMax };
        for (int page = 0; page < PagesMax; page++)
        {
            ListContactTestsResponse found = await session.Node.ContactTests.ListContactTestsAsync(request, cancellationToken: cancellation);
            ContactTest? test = found.Tests.FirstOrDefault(each => each.Reference.Equals(given.Trim(), StringComparison.OrdinalIgnoreCase));
            if (test is not null) return test.Name;
            request.PageToken = found.NextPageToken;
            if (request.PageToken.Length == 0) break;
        }

        throw new CliException(ExitCodes.NotFound, "CONTACT_TEST_NOT_FOUND", $"No contact test is named {given} here.", "See what is there: cn directory tests");
    }
}
