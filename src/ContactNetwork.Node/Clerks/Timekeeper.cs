using System.Collections.Frozen;
using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Clerks;

/// <summary>Takes the next steps of alerts and lets deadlines pass, by the rules of the room that owns the stream.</summary>
internal sealed class Timekeeper(ClerkTools tools, Shell shell, IEnumerable<ITimedRoom> rooms, ILogger<Timekeeper> log) : RowClerk(tools, log)
{
    private const string NoRoom = "NO_ROOM";

    private readonly FrozenDictionary<string, ITimedRoom> roomOf = rooms
        .SelectMany(room => room.StreamKinds.Select(kind => KeyValuePair.Create(kind, room)))
        .ToFrozenDictionary();

    public override string Name => "timekeeper";

    public override ImmutableArray<string> Kinds => [DueKinds.NextStep, DueKinds.Deadline];

    protected override bool IsIrreversible(DueRow row) => roomOf.TryGetValue(row.StreamKind, out var room) && room.IsIrreversible(row);

    protected override Task HoldAsync(DueRow row, Lease lease, CancellationToken cancellation) => shell.RunAsync(
        async (session, inner) =>
        {
            session.Guard(lease);
            await roomOf[row.StreamKind].HeldAsync(session, row, inner);
        },
        cancellation);

    protected override async Task<WorkResult> DoAsync(DueRow row, Lease lease, CancellationToken cancellation)
    {
        if (!roomOf.TryGetValue(row.StreamKind, out var room))
            return new WorkResult.Park(NoRoom);

        await shell.RunAsync(
            async (session, inner) =>
            {
                session.Guard(lease);
                await room.ComeDueAsync(session, row, inner);
            },
            cancellation);
        return WorkResult.Done;
    }
}
