using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Simulation;

/// <summary>What network to simulate a part of.</summary>
public sealed record SimulationPlan
{
    /// <summary>The network with every key.</summary>
    public required FoundedNetwork Network { get; init; }

    /// <summary>Its id.</summary>
    public required string NetworkId { get; init; }

    /// <summary>Its realm.</summary>
    public Realm Realm { get; init; } = Realm.Operational;

    /// <summary>The simulated countries, and the loopback port that each one's key set names.</summary>
    public required IReadOnlyDictionary<string, int> Ports { get; init; }

    /// <summary>The countries with real nodes; the simulated ones say Hello to them, not to each other.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Contact points of each simulated country.</summary>
    public int ContactPoints { get; init; } = 5;

    /// <summary>The shortest pause between two Hellos of a simulated country to a node.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest one.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromSeconds(18);
}
