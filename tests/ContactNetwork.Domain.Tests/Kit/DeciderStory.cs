using System.Collections.Immutable;

namespace ContactNetwork.Domain.Tests.Kit;

/// <summary>Given facts, when a command, then facts, a refusal, or nothing.</summary>
internal sealed class DeciderStory<TState, TCommand, TEvent>(
    Func<TCommand, TState?, Decision<TEvent>> decide,
    Func<TState?, TEvent, TState> evolve)
    where TState : class
    where TEvent : notnull
{
    private Decision<TEvent>? _decision;

    /// <summary>The state after all facts so far.</summary>
    public TState? State { get; private set; }

    public DeciderStory<TState, TCommand, TEvent> Given(params IEnumerable<TEvent> facts)
    {
        foreach (TEvent fact in facts)
            State = evolve(State, fact);
        return this;
    }

    /// <summary>Says a command; its facts are folded in.</summary>
    public DeciderStory<TState, TCommand, TEvent> When(TCommand command)
    {
        _decision = decide(command, State);
        return _decision is Decision<TEvent>.Accepted accepted ? Given(accepted.Events) : this;
    }

    public ImmutableArray<TEvent> Facts => Assert.IsType<Decision<TEvent>.Accepted>(_decision).Events;

    public TFact Then<TFact>()
        where TFact : TEvent => Assert.IsType<TFact>(Assert.Single(Facts));

    public void ThenNothing() => Assert.Empty(Facts);

    public Refusal ThenRefused(string reason)
    {
        Refusal refusal = Assert.IsType<Decision<TEvent>.Refused>(_decision).Refusal;
        Assert.Equal(reason, refusal.Reason);
        return refusal;
    }

    /// <summary>The outcome in a word or two, as tables of rules spell it.</summary>
    public string Outcome => _decision switch
    {
        Decision<TEvent>.Accepted { Events.IsEmpty: true } => "nothing",
        Decision<TEvent>.Accepted accepted => string.Join(", ", accepted.Events.Select(fact => fact.GetType().Name)),
        Decision<TEvent>.Refused refused => refused.Refusal.Reason,
        _ => throw new InvalidOperationException("Nothing was said yet."),
    };
}
