using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.OnCall;

/// <summary>How a person names an alert: by its id, its full name, or the reference number of what it is about.</summary>
internal static class AlertNames
{
    private const int PageSizeMax = 200;

    public static Argument<string> Argument() => new("alert")
    {
        Description = "The reference number that the alert is about, or the alert's id or full name.",
    };

    /// <summary>
    /// The full name. A reference number names the newest open alert about it; where none is open, and
    /// <paramref name="isOpenOnly"/> doesn't forbid it, the newest that somebody took or that is no longer needed.
    /// </summary>
    public static async Task<string> FullAsync(Session session, string given, bool isOpenOnly, CancellationToken cancellation)
    {
        if (given.StartsWith("nodes/", StringComparison.Ordinal)) return given;
        if (Guid.TryParse(given, out Guid id)) return $"nodes/{await session.CountryAsync(cancellation)}/alerts/{id}";
        string? found = await FindAsync(session, given, isOpenOnly: true, cancellation);
        if (found is null && !isOpenOnly) found = await FindAsync(session, given, isOpenOnly: false, cancellation);
        return found ?? throw new CliException(
            ExitCodes.NotFound, "ALERT_NOT_FOUND", $"No {(isOpenOnly ? "open " : "")}alert is about {given}.", "See what is there: cn alert list --all");
    }

    private static async Task<string?> FindAsync(Session session, string reference, bool isOpenOnly, CancellationToken cancellation)
    {
        var request = new ListAlertsRequest { PageSize = PageSizeMax, IsOpenOnly = isOpenOnly };
        do
        {
            ListAlertsResponse page = await session.Node.OnCall.ListAlertsAsync(request, cancellationToken: cancellation);
            Alert? found = page.Alerts.FirstOrDefault(alert => alert.Reference.Equals(reference, StringComparison.OrdinalIgnoreCase));
            if (found is not null) return found.Name;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        return null;
    }
}
