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

    public NpgsqlDataSource Source => source;

    public IDocumentStore Documents => documents;

    public CaseKeys Keys => keys;

    public Wake Wake => wake;

    public IStoreClock Clock => clock;

    public NodeIdentity Node => node;

    public string PolicyVersion => policy.Version;

    public IServiceProvider Services => services;

    /// <summary>The reactions to the facts of a kind of stream, in the order of registration.</summary>
    public IReaction<TState, TEvent>[] ReactionsTo<TState, TEvent>() => (IReaction<TState, TEvent>[])reactions.GetOrAdd(
        (typeof(TState), typeof(TEvent)), _ => services.GetServices<IReaction<TState, TEvent>>().ToArray());
}
