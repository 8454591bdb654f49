using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What this country owes one other of its own sheet: one stream for each country.</summary>
/// <param name="Id">The stream.</param>
/// <param name="Peer">The other country.</param>
/// <param name="Owed">Versions not receipted yet, oldest first.</param>
public sealed record SheetSending(Guid Id, string Peer, ImmutableArray<OwedSheet> Owed);

/// <summary>A version that is owed.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Version">The version.</param>
/// <param name="OwedAt">Since when.</param>
public sealed record OwedSheet(Guid MessageId, long Version, DateTimeOffset OwedAt);

/// <summary>What may happen to a sending.</summary>
public abstract record SheetSendingCommand
{
    private SheetSendingCommand()
    {
    }

    /// <summary>A version was published.</summary>
    /// <param name="Stamp">When and by whom.</param>
    /// <param name="Id">The stream.</param>
    /// <param name="Peer">The other country.</param>
    /// <param name="MessageId">The new message.</param>
    /// <param name="Version">The version.</param>
    public sealed record OweSheet(Stamp Stamp, Guid Id, string Peer, Guid MessageId, long Version) : SheetSendingCommand;

    /// <summary>The other country's machine receipted a message, for good or for ill.</summary>
    /// <param name="Stamp">When and by whom.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">It stored the sheet.</param>
    public sealed record RecordReceipt(Stamp Stamp, Guid MessageId, bool IsTaken) : SheetSendingCommand;
}

/// <summary>The facts of a sending.</summary>
public abstract record SheetSendingEvent
{
    private SheetSendingEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A version is owed.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The stream.</param>
    /// <param name="Peer">The other country.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="Version">The version.</param>
    public sealed record SheetOwed(Stamp Stamp, Guid Id, string Peer, Guid MessageId, long Version) : SheetSendingEvent;

    /// <summary>A version was receipted.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="Version">The version.</param>
    /// <param name="IsTaken">The other country stored it.</param>
    public sealed record SheetReceipted(Stamp Stamp, Guid MessageId, long Version, bool IsTaken) : SheetSendingEvent;
}

/// <summary>The rules of sending sheets.</summary>
public static class SheetSendingDecider
{
    /// <summary>Decides a command.</summary>
    public static Decision<SheetSendingEvent> Decide(SheetSendingCommand command, SheetSending? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        switch (command)
        {
            case SheetSendingCommand.OweSheet owe when state is not null && state.Owed.Any(owed => owed.Version >= owe.Version):
                return Decision<SheetSendingEvent>.Accept();
            case SheetSendingCommand.OweSheet owe:
                return Decision<SheetSendingEvent>.Accept(
                    new SheetSendingEvent.SheetOwed(owe.Stamp, owe.Id, owe.Peer, owe.MessageId, owe.Version));
            case SheetSendingCommand.RecordReceipt receipt when Find(state, receipt.MessageId) is { } owed:
                return Decision<SheetSendingEvent>.Accept(
                    new SheetSendingEvent.SheetReceipted(receipt.Stamp, receipt.MessageId, owed.Version, receipt.IsTaken));
            case SheetSendingCommand.RecordReceipt when state is not null:
                return Decision<SheetSendingEvent>.Accept();
            default:
                return Decision<SheetSendingEvent>.Refuse(Refusal.Of(
                    RefusalKind.NotFound, RefusalReasons.SheetNotFound, "No sheet was ever owed here."));
        }
    }

    /// <summary>Folds a fact.</summary>
    public static SheetSending Evolve(SheetSending? state, SheetSendingEvent fact) => fact switch
    {
        SheetSendingEvent.SheetOwed owed => new SheetSending(
            owed.Id, owed.Peer, [.. state?.Owed ?? [], new OwedSheet(owed.MessageId, owed.Version, owed.Stamp.At)]),
        SheetSendingEvent.SheetReceipted receipted when state is not null =>
            state with { Owed = state.Owed.RemoveAll(owed => owed.MessageId == receipted.MessageId) },
        _ => throw new InvalidOperationException("A receipt can't be the first fact of a sending."),
    };

    /// <summary>What is owed goes out in the bulk lane, which delays nothing else.</summary>
    public static IEnumerable<DueItem> Due(SheetSending state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Owed.Select(owed => new DueItem(
            DueKinds.Deliver, owed.MessageId.ToString("N"), owed.OwedAt, Urgency.Routine, state.Peer, Lane.Bulk));
    }

    private static OwedSheet? Find(SheetSending? state, Guid messageId) =>
        state?.Owed.FirstOrDefault(owed => owed.MessageId == messageId);
}
