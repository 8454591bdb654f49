using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>Whoever answers: one's own node, or the local copy of what it last said.</summary>
internal interface IDirectory
{
    /// <summary>The local copy that answers, and why; null where the node does.</summary>
    LocalAnswer? Local { get; }

    /// <summary>Answers a look-up.</summary>
    Task<LookUpContactsResponse> LookUpAsync(LookUpContactsRequest request, CancellationToken cancellation);

    /// <summary>Lists every member and how its sheet stands.</summary>
    Task<ListSheetsResponse> ListAsync(CancellationToken cancellation);

    /// <summary>Shows a country's sheet: the one in force when the version is 0.</summary>
    Task<GetSheetResponse> GetAsync(string country, long version, CancellationToken cancellation);
}
