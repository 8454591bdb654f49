using ContactNetwork.Domain.Contacts;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Times = ContactNetwork.Federation.Times;

namespace ContactNetwork.Node.Contacts;

/// <summary>Shows sheets, their versions, what was refused, and what is to be done.</summary>
internal sealed class SheetQueries(SheetBook book, Shell shell, IStoreClock clock, NodeIdentity node)
{
    /// <summary>Versions shown at most.</summary>
    public const int VersionsMax = 200;

    private const int FactsMax = 100;

    /// <summary>Lists every member and how its sheet stands, from memory.</summary>
    public ListSheetsResponse List()
    {
        var (view, now) = (book.View, clock.Now);
        var response = new ListSheetsResponse
        {
            ReplicaTime = Timestamp.FromDateTimeOffset(book.CompareTime),
            IsReplicaOld = book.IsOld,
        };
        response.Sheets.Add(view.Index.Records.Select(record => view.Answers.Write(
            record,
            SheetName.Of(node, record.Country),
            view.Countries.GetValueOrDefault(record.Country)?.Digest,
            view.Refused.TryGetValue(record.Country, out var refused) ? refused.Count : 0,
            now)));
        return response;
    }

    /// <summary>Shows one sheet: from memory, or as it was from the store.</summary>
    public async Task<GetSheetResponse> GetAsync(GetSheetRequest request, CancellationToken cancellation)
    {
        var country = SheetName.Read(node, request.Name);
        var (view, now) = (book.View, Times.Read(request.AsOfTime) ?? clock.Now);
        if (!view.Countries.TryGetValue(country, out var held))
            throw SheetName.NotFound();
        var isNewest = request.AsOfTime is null && (request.Version == 0 || request.Version == (long)held.History.Version);
        var shown = isNewest ? held.Recent : await EarlierAsync(held, country, request, cancellation);
        var record = view.Index.Find(country) ?? throw SheetName.NotFound();
        return new GetSheetResponse
        {
            Version = Draw(shown[^1]),
            Sheet = shown[^1].Sheet.Document,
            Envelope = shown[^1].Sheet.Envelope,
            Quality = view.Answers.Quality(CountrySheets.RecordOf(country, record.DisplayName, shown), now),
        };
    }

    /// <summary>Lists the versions of a sheet and what was refused, from the store.</summary>
    public Task<ListSheetVersionsResponse> VersionsAsync(ListSheetVersionsRequest request, CancellationToken cancellation)
    {
        var country = SheetName.Read(node, request.Name);
        return shell.ReadAsync(
            async (connection, inner) =>
            {
                var stored = await SheetTable.OfCountryAsync(connection, country, inner);
                var response = new ListSheetVersionsResponse();
                response.Versions.Add(stored.Reverse().Take(VersionsMax).Select(Draw));
                response.Refused.Add(await RefusedSheets.ListAsync(connection, country, inner));
                return response.Versions.Count + response.Refused.Count > 0 ? response : throw SheetName.NotFound();
            },
            cancellation);
    }

    /// <summary>Lists what is to be done about this country's sheet. Failed contacts are read from the store, the rest from memory.</summary>
    public async Task<ListDirectoryTasksResponse> TasksAsync(CancellationToken cancellation)
    {
        var (view, now) = (book.View, clock.Now);
        var inForce = view.Index.Find(node.Country)?.InForce;
        var facts = inForce is null
            ? []
            : await shell.ReadAsync(
                (connection, inner) => ContactFacts.OfCountryAsync(connection, node.Country, inForce.EffectiveTime, FactsMax, inner), cancellation);
        var isForked = view.Refused.TryGetValue(node.Country, out var refused) && refused.IsForked;
        var response = new ListDirectoryTasksResponse();
        response.Tasks.Add(DirectoryTasks.Of(inForce, isForked, facts, now).Select(task => new V1.DirectoryTask
        {
            Kind = (V1.DirectoryTaskKind)task.Kind,
            ContactPointId = task.ContactPointId,
            DueTime = Timestamp.FromDateTimeOffset(task.DueAt),
            IsOverdue = task.IsOverdue,
            Text = task.Text,
        }));
        return response;
    }

    /// <summary>Tells of a version.</summary>
    public static SheetVersion Draw(SheetRecord record) => new()
    {
        Version = (long)record.Sheet.Version,
        Digest = record.Sheet.Digest.Hex,
        CreateTime = Timestamp.FromDateTimeOffset(record.Sheet.CreateTime),
        EffectiveTime = Timestamp.FromDateTimeOffset(record.EffectiveTime),
        AcceptTime = Timestamp.FromDateTimeOffset(record.AcceptTime),
        Origin = record.Origin,
        IsReachChange = record.IsReachChange,
        SignerKeyIds = { record.Sheet.Envelope.Signatures.Select(signature => signature.KeyId) },
        Publisher = record.Publisher?.ToString("D") ?? "",
    };

    /// <summary>The version asked for last, before it what tells of recent changes; only what is in the chain that was verified.</summary>
    private async Task<IReadOnlyList<SheetRecord>> EarlierAsync(
        CountrySheets held, string country, GetSheetRequest request, CancellationToken cancellation)
    {
        var asOf = Times.Read(request.AsOfTime);
        var stored = await shell.ReadAsync((connection, inner) => SheetTable.OfCountryAsync(connection, country, inner), cancellation);
        List<SheetRecord> shown =
        [
            .. stored
                .Where(record => record.Sheet.Version <= held.History.Version && held.History.DigestOf(record.Sheet.Version) == record.Sheet.Digest)
                .Where(record => asOf is null || record.EffectiveTime <= asOf)
                .Where(record => request.Version == 0 || (long)record.Sheet.Version <= request.Version),
        ];
        var isThere = shown.Count > 0 && (request.Version == 0 || (long)shown[^1].Sheet.Version == request.Version);
        return isThere ? shown : throw SheetName.NotFound();
    }
}
