using System.Collections.Immutable;

namespace ContactNetwork.Domain.Preservations;

/// <summary>The messages that one side of a case owes the other: adding, settling, and what they make due.</summary>
internal static class OwedMessages
{
    /// <summary>The least time between two deliveries of a case, so that sorting by due time keeps the case's order.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    /// <summary>Owes one more; nothing when there is none to owe or it is owed already.</summary>
    public static ImmutableArray<OwedMessage> Owe(
        this ImmutableArray<OwedMessage> messages,
        Guid? messageId,
        MessageKind kind,
        DateTimeOffset at)
    {
        if (messageId is not { } id || messages.Any(message => message.MessageId == id))
            return messages;

        return messages.Add(new OwedMessage(id, kind, messages.Length + 1, at, Delivery.Owed, Answer: null));
    }

    /// <summary>Settles one as stored and processed.</summary>
    public static ImmutableArray<OwedMessage> Settle(this ImmutableArray<OwedMessage> messages, Guid messageId) =>
        messages.With(messageId, message => message with { Delivery = Delivery.Delivered, Answer = null });

    /// <summary>Settles one as answered with something else.</summary>
    public static ImmutableArray<OwedMessage> Settle(
        this ImmutableArray<OwedMessage> messages,
        Guid messageId,
        ReturnOutcome outcome) =>
        messages.With(messageId, message => message with { Delivery = outcome.Means(), Answer = outcome });

    /// <summary>Tells whether one of this kind is still on its way.</summary>
    public static bool IsOnItsWay(this ImmutableArray<OwedMessage> messages, MessageKind kind) =>
        messages.Any(message => message.Kind == kind && message.Delivery == Delivery.Owed);

    /// <summary>Tells whether an answer says something new of a message: a stored one stays stored, the same is not said twice.</summary>
    public static bool IsNews(this OwedMessage message, ReturnOutcome outcome) =>
        message.Delivery != Delivery.Delivered && message.Delivery != outcome.Means();

    /// <summary>One delivery per message without a receipt, in case order.</summary>
    public static IEnumerable<DueItem> Deliveries(
        this ImmutableArray<OwedMessage> messages,
        Urgency urgency,
        string peer,
        Lane lane)
    {
        DateTimeOffset notBefore = DateTimeOffset.MinValue;
        foreach (OwedMessage message in messages)
        {
            DateTimeOffset dueAt = message.OwedAt > notBefore ? message.OwedAt : notBefore;
            notBefore = dueAt + Tick;
            if (message.Delivery == Delivery.Owed)
                yield return new DueItem(DueKinds.Deliver, message.MessageId.ToString("N"), dueAt, urgency, peer, lane);
        }
    }

    private static Delivery Means(this ReturnOutcome outcome) => outcome switch
    {
        ReturnOutcome.StoredUnprocessed => Delivery.Unprocessed,
        ReturnOutcome.Refused or ReturnOutcome.NotUnderstood or ReturnOutcome.Erased => Delivery.Returned,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "The border knows these outcomes only."),
    };

    private static ImmutableArray<OwedMessage> With(
        this ImmutableArray<OwedMessage> messages,
        Guid messageId,
        Func<OwedMessage, OwedMessage> change) =>
        [.. messages.Select(message => message.MessageId == messageId ? change(message) : message)];
}
