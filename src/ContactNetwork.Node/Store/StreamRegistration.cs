using JasperFx.Events.Projections;

namespace ContactNetwork.Node.Store;

/// <summary>A kind of stream and how Marten folds it.</summary>
internal sealed record StreamRegistration(StreamKind Kind, Action<Marten.StoreOptions> Configure);

/// <summary>How rooms add their streams, views and reactions.</summary>
internal static class StreamRegistrations
{
    /// <summary>Adds a kind of stream, with the aggregation that shows Marten its fold.</summary>
    public static IServiceCollection AddStream<TState, TCommand, TEvent>(
        this IServiceCollection services,
        StreamKind<TState, TCommand, TEvent> kind,
        DeciderAggregation<TState, TEvent> aggregation)
        where TState : class
        where TEvent : class => services.AddSingleton(new StreamRegistration(
            kind, options => options.Projections.Add(aggregation, ProjectionLifecycle.Live)));

    /// <summary>Adds a reaction to the facts of a kind of stream.</summary>
    public static IServiceCollection AddReaction<TState, TEvent, TReaction>(this IServiceCollection services)
        where TReaction : class, IReaction<TState, TEvent> => services.AddSingleton<IReaction<TState, TEvent>, TReaction>();

    /// <summary>Adds a view of the states of a kind of stream.</summary>
    public static IServiceCollection AddView<TState, TView>(this IServiceCollection services)
        where TView : class, IView<TState> => services.AddSingleton<IView<TState>, TView>();
}
