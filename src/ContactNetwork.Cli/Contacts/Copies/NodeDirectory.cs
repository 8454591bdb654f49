using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>The node answers.</summary>
/// <param name="session">The way to it.</param>
/// <param name="patience">How long each call may take; null for the client's own measure.</param>
internal sealed class NodeDirectory(Session session, TimeSpan? patience = null) : IDirectory
{
    public LocalAnswer? Local => null;

    private DateTime? Deadline => patience is { } span ? session.Surroundings.Time.GetUtcNow().UtcDateTime + span : null;

    public async Task<LookUpContactsResponse> LookUpAsync(LookUpContactsRequest request, CancellationToken cancellation) =>
        await session.Node.Contacts.LookUpContactsAsync(request, deadline: Deadline, cancellationToken: cancellation);

    public async Task<ListSheetsResponse> ListAsync(CancellationToken cancellation) =>
        await session.Node.Contacts.ListSheetsAsync(new ListSheetsRequest(), deadline: Deadline, cancellationToken: cancellation);

    public async Task<GetSheetResponse> GetAsync(string country, long version, CancellationToken cancellation)
    {
        var request = new GetSheetRequest { Name = await DirectoryCommands.NameAsync(session, country, cancellation), Version = version };
        return await session.Node.Contacts.GetSheetAsync(request, deadline: Deadline, cancellationToken: cancellation);
    }
}
