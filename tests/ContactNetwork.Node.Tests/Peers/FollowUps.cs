using ContactNetwork.Node.Store;
using Microsoft.Extensions.DependencyInjection;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// Everything that follows from a fact in its transaction, each reaction and each view for itself: found in the assembly, so
/// that a new one is among them, and made to fail when a test says so.
/// </summary>
internal sealed class FollowUps
{
    private volatile string? broken;
    private int failures;

    /// <summary>All there are, by their names for tests.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(IReaction<,>).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => type.GetInterfaces().Where(IsFollowUp).Select(contract => NameOf(contract, type)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>How often the broken one was called.</summary>
    public int Failures => Volatile.Read(ref failures);

    /// <summary>Lets one fail at every call from now on; null for none.</summary>
    public void Break(string? name)
    {
        Volatile.Write(ref failures, 0);
        broken = name;
    }

    /// <summary>Puts a switch before each one that is registered.</summary>
    public void Add(IServiceCollection services)
    {
        for (var index = 0; index < services.Count; index++)
        {
            var registered = services[index];
            if (!IsFollowUp(registered.ServiceType))
                continue;
            var type = SwitchOf(registered.ServiceType).MakeGenericType(registered.ServiceType.GenericTypeArguments);
            services[index] = ServiceDescriptor.Singleton(
                registered.ServiceType, provider => Activator.CreateInstance(type, MakeInner(registered, provider), this)!);
        }
    }

    /// <summary>Those that the node's container gives to the streams, which are what counts.</summary>
    public static IReadOnlyList<string> InUse(IServiceProvider services) =>
    [
        .. typeof(IReaction<,>).Assembly.GetTypes()
            .SelectMany(type => type.GetInterfaces().Where(IsFollowUp))
            .Distinct()
            .SelectMany(contract => services.GetServices(contract))
            .Select(service => ((ISwitched)service!).Case)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a fault came of a broken follow-up.</summary>
    public static bool IsDefect(Exception? fault) => fault is DefectException || (fault?.InnerException is { } inner && IsDefect(inner));

    /// <summary>The state that a follow-up belongs to, e.g. "RequestedPreservation".</summary>
    public static string StateOf(string name) => name[(name.LastIndexOf(' ') + 1)..];

    private static bool IsFollowUp(Type type) => type.IsGenericType && !type.ContainsGenericParameters
        && (type.GetGenericTypeDefinition() == typeof(IReaction<,>) || type.GetGenericTypeDefinition() == typeof(IView<>));

    private static Type SwitchOf(Type contract) =>
        contract.GetGenericTypeDefinition() == typeof(IView<>) ? typeof(SwitchedView<>) : typeof(SwitchedReaction<,>);

    private static object MakeInner(ServiceDescriptor registered, IServiceProvider provider) =>
        registered.ImplementationInstance
        ?? registered.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!);

    private static string NameOf(Type contract, Type implementation) =>
        $"{implementation.Name} {(contract.GetGenericTypeDefinition() == typeof(IView<>) ? "shows" : "reacts to")} {contract.GenericTypeArguments[0].Name}";

    private void Check(string name)
    {
        if (broken != name)
            return;
        Interlocked.Increment(ref failures);
        throw new DefectException(name);
    }

    private interface ISwitched
    {
        string Case { get; }
    }

    private sealed class SwitchedReaction<TState, TEvent>(IReaction<TState, TEvent> inner, FollowUps all) : IReaction<TState, TEvent>, ISwitched
    {
        public string Case { get; } = NameOf(typeof(IReaction<TState, TEvent>), inner.GetType());

        public string Name => inner.Name;

        public Task ReactAsync(WriteSession session, Guid streamId, TState state, TEvent fact, CancellationToken cancellation)
        {
            all.Check(Case);
            return inner.ReactAsync(session, streamId, state, fact, cancellation);
        }
    }

    private sealed class SwitchedView<TState>(IView<TState> inner, FollowUps all) : IView<TState>, ISwitched
    {
        public string Case { get; } = NameOf(typeof(IView<TState>), inner.GetType());

        public void Update(WriteSession session, Guid streamId, TState state, long version)
        {
            all.Check(Case);
            inner.Update(session, streamId, state, version);
        }
    }
}

/// <summary>What a broken follow-up throws.</summary>
internal sealed class DefectException(string name) : Exception($"{name} is broken.");
