using System.Collections.Concurrent;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store.Sealing;
using Marten;
using Npgsql;

namespace ContactNetwork.Node.Store;

/// <summary>What every session needs.</summary>
internal sealed class StoreContext(
    NpgsqlDataSource source,
    IDocumentStore documents,
    CaseKeys keys,
    Wake wake,
    IStoreClock clock,
    NodeIdentity node,
    IPolicyVersion policy,
    IServiceProvider services)
{
    private readonly ConcurrentDictionary<(Type State, Type Event), object> reactions = new();
    private readonly ConcurrentDictionary<Type, object> views = new();

    public NpgsqlDataSource Source => source;

    public IDocumentStore Documents => documents;

    /// <summary>Commits sessions that only begin streams.</summary>
    public GroupCommit Group { get; } = new(source);

    /// <summary>Writes facts as JSON, their content sealed.</summary>
    public ISerializer Serializer { get; } = documents.Options.Serializer();

    public CaseKeys Keys => keys;

    public Wake Wake => wake;

    public IStoreClock Clock => clock;

    public NodeIdentity Node => node;

    public string PolicyVersion => policy.Version;

    /// <summary>The reactions to the facts of a kind of stream, in the order of registration.</summary>
    public IReaction<TState, TEvent>[] ReactionsTo<TState, TEvent>() => (IReaction<TState, TEvent>[])reactions.GetOrAdd(
        (typeof(TState), typeof(TEvent)), _ => services.GetServices<IReaction<TState, TEvent>>().ToArray());

    /// <summary>The views of a state.</summary>
    public IView<TState>[] ViewsOf<TState>() =>
        (IView<TState>[])views.GetOrAdd(typeof(TState), _ => services.GetServices<IView<TState>>().ToArray());
}
