using JasperFx.Events;
using Marten.Events.Aggregation;

namespace ContactNetwork.Node.Store;

/// <summary>
/// Shows Marten how the domain folds: one subclass of five lines per state, so that the domain needs no package. The
/// subclasses are partial because Marten's source generator looks at them.
/// </summary>
internal abstract class DeciderAggregation<TState, TEvent>(Func<TState?, TEvent, TState> evolve) : SingleStreamProjection<TState, Guid>
    where TState : class
    where TEvent : class
{
    public override TState? Evolve(TState? snapshot, Guid id, IEvent e) =>
        e.Data is TEvent fact ? evolve(snapshot, fact) : snapshot;
}
