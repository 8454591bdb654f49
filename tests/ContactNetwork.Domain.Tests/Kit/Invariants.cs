namespace ContactNetwork.Domain.Tests.Kit;

/// <summary>What must hold of every history, checked after each command of it.</summary>
internal static class Invariants
{
    /// <summary>Says a command twice: the second time nothing follows, and nothing is refused that was accepted.</summary>
    public static void SayTwice<TState, TCommand, TEvent>(
        this DeciderStory<TState, TCommand, TEvent> story,
        TCommand command)
        where TState : class
        where TEvent : notnull
    {
        string first = story.When(command).Outcome;
        bool isRefused = first.All(character => char.IsUpper(character) || character == '_');
        string second = story.When(command).Outcome;
        Assert.Equal(isRefused ? first : "nothing", second);
    }

    /// <summary>No two due items of a stream have one name.</summary>
    public static void AssertNamedApart(IReadOnlyCollection<DueItem> due) =>
        Assert.Equal(due.Count, due.DistinctBy(item => (item.Kind, item.Key)).Count());

    /// <summary>Deliveries come in the order of the case.</summary>
    public static void AssertInOrder(IReadOnlyCollection<DueItem> due)
    {
        DateTimeOffset[] deliveries = [.. due.Where(item => item.Kind == DueKinds.Deliver).Select(item => item.DueAt)];
        Assert.Equal(deliveries.Distinct().Order(), deliveries);
    }
}
