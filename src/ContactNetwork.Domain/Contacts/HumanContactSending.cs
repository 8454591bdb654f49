using System.Collections.Immutable;

namespace ContactNetwork.Domain.Contacts;

/// <summary>What this country owes one other of "last reached": one stream for each country.</summary>
/// <param name="Id">The stream.</param>
/// <param name="Peer">The other country.</param>
/// <param name="Owed">Contacts not receipted yet, oldest first; one for each contact point.</param>
public sealed record HumanContactSending(Guid Id, string Peer, ImmutableArray<OwedHumanContact> Owed);

/// <summary>A contact that is owed.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Country">The country reached.</param>
/// <param name="Witness">Its signed word.</param>
/// <param name="OwedAt">Since when.</param>
public sealed record OwedHumanContact(Guid MessageId, string Country, ContactWitness Witness, DateTimeOffset OwedAt)
{
    /// <summary>Tells whether it is about the same contact point.</summary>
    public bool IsAbout(string country, string contactPointId) => Country == country && Witness.ContactPointId == contactPointId;
}

/// <summary>What may happen to a sending.</summary>
public abstract record HumanContactSendingCommand
{
    private HumanContactSendingCommand()
    {
    }

    /// <summary>A person of a country was reached.</summary>
    /// <param name="Stamp">When and by whom.</param>
    /// <param name="Id">The stream.</param>
    /// <param name="Peer">The other country.</param>
    /// <param name="MessageId">The new message.</param>
    /// <param name="Country">The country reached.</param>
    /// <param name="Witness">Its signed word.</param>
    public sealed record OweContact(Stamp Stamp, Guid Id, string Peer, Guid MessageId, string Country, ContactWitness Witness) : HumanContactSendingCommand;

    /// <summary>The other country's machine receipted a message, for good or for ill.</summary>
    /// <param name="Stamp">When and by whom.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">It stored the message.</param>
    public sealed record RecordReceipt(Stamp Stamp, Guid MessageId, bool IsTaken) : HumanContactSendingCommand;
}

/// <summary>The facts of a sending.</summary>
public abstract record HumanContactSendingEvent
{
    private HumanContactSendingEvent()
    {
    }

    /// <summary>When it was recorded, by whom, where, under which policy.</summary>
    public abstract Stamp Stamp { get; init; }

    /// <summary>A contact is owed, in the place of an earlier one at the same contact point.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="Id">The stream.</param>
    /// <param name="Peer">The other country.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="Country">The country reached.</param>
    /// <param name="Witness">Its signed word.</param>
    public sealed record ContactOwed(Stamp Stamp, Guid Id, string Peer, Guid MessageId, string Country, ContactWitness Witness) : HumanContactSendingEvent;

    /// <summary>A message was receipted.</summary>
    /// <param name="Stamp">When and by whom it was recorded.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsTaken">The other country stored it.</param>
    public sealed record ContactReceipted(Stamp Stamp, Guid MessageId, bool IsTaken) : HumanContactSendingEvent;
}

/// <summary>The rules of spreading contacts: the newest for each contact point, and not without end for a country that is away.</summary>
public static class HumanContactSendingDecider
{
    /// <summary>Contacts owed to one country at most; then the oldest is given up, and the next test tells it anew.</summary>
    public const int OwedMax = 64;

    /// <summary>Decides a command.</summary>
    public static Decision<HumanContactSendingEvent> Decide(HumanContactSendingCommand command, HumanContactSending? state)
    {
        ArgumentNullException.ThrowIfNull(command);
        switch (command)
        {
            case HumanContactSendingCommand.OweContact owe when IsOwed(state, owe):
                return Decision<HumanContactSendingEvent>.Accept();
            case HumanContactSendingCommand.OweContact owe:
                return Decision<HumanContactSendingEvent>.Accept(
                    new HumanContactSendingEvent.ContactOwed(owe.Stamp, owe.Id, owe.Peer, owe.MessageId, owe.Country, owe.Witness));
            case HumanContactSendingCommand.RecordReceipt receipt when state?.Owed.Any(owed => owed.MessageId == receipt.MessageId) == true:
                return Decision<HumanContactSendingEvent>.Accept(
                    new HumanContactSendingEvent.ContactReceipted(receipt.Stamp, receipt.MessageId, receipt.IsTaken));
            case HumanContactSendingCommand.RecordReceipt when state is not null:
                return Decision<HumanContactSendingEvent>.Accept();
            default:
                return Decision<HumanContactSendingEvent>.Refuse(ContactTestDecider.NotFound());
        }
    }

    /// <summary>Folds a fact.</summary>
    public static HumanContactSending Evolve(HumanContactSending? state, HumanContactSendingEvent fact) => fact switch
    {
        HumanContactSendingEvent.ContactOwed owed => new HumanContactSending(
            owed.Id,
            owed.Peer,
            [
                .. (state?.Owed ?? [])
                    .Where(each => !each.IsAbout(owed.Country, owed.Witness.ContactPointId))
                    .Append(new OwedHumanContact(owed.MessageId, owed.Country, owed.Witness, owed.Stamp.At))
                    .TakeLast(OwedMax),
            ]),
        HumanContactSendingEvent.ContactReceipted receipted when state is not null =>
            state with { Owed = state.Owed.RemoveAll(owed => owed.MessageId == receipted.MessageId) },
        _ => throw new InvalidOperationException("A receipt can't be the first fact of a sending."),
    };

    /// <summary>What is owed goes out in the bulk lane, which delays nothing else.</summary>
    public static IEnumerable<DueItem> Due(HumanContactSending state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Owed.Select(owed => new DueItem(
            DueKinds.Deliver, owed.MessageId.ToString("N"), owed.OwedAt, Urgency.Routine, state.Peer, Lane.Bulk));
    }

    /// <summary>The same day or a later one at this contact point is on its way already.</summary>
    private static bool IsOwed(HumanContactSending? state, HumanContactSendingCommand.OweContact owe) =>
        state?.Owed.Any(owed => owed.IsAbout(owe.Country, owe.Witness.ContactPointId)
            && string.CompareOrdinal(owed.Witness.Date, owe.Witness.Date) >= 0) == true;
}
