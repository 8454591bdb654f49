using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Peers.Refusals;

/// <summary>Shows people what was refused at the border.</summary>
internal sealed class ListRefusals(Shell shell, IStoreClock clock)
{
    /// <summary>Rows in an answer.</summary>
    public const int RowsMax = 500;

    /// <summary>How far back an answer goes that names no start.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(7);

    /// <summary>Handles the call.</summary>
    public async Task<ListRefusalsResponse> HandleAsync(ListRefusalsRequest request, CancellationToken cancellation)
    {
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        var since = Read(request.SinceTime, "since_time", violations) ?? clock.Now - Lately;
        var until = Read(request.UntilTime, "until_time", violations) ?? clock.Now + TimeSpan.FromDays(1);
        if (violations.Count > 0)
            throw new RefusalException(Refusal.Malformed(violations.ToImmutable()));
        var rows = await shell.ReadAsync(
            (connection, inner) => RefusalTable.ListAsync(connection, since, until, RowsMax + 1, inner), cancellation);
        return new ListRefusalsResponse { Refusals = { rows.Take(RowsMax) }, HasMore = rows.Count > RowsMax };
    }

    private static DateTimeOffset? Read(Timestamp? time, string field, ImmutableArray<FieldViolation>.Builder violations)
    {
        if (time is null)
            return null;
        if (Federation.Times.Read(time) is { } instant)
            return instant;
        violations.Add(new FieldViolation(field, "must be an instant between the years 1 and 9999."));
        return null;
    }
}
