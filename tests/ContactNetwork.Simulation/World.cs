using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Simulation;

/// <summary>What all simulated countries know: each other's sheets. They keep what the nodes' countries publish each for itself.</summary>
internal sealed class World
{
    private readonly ConcurrentDictionary<string, SheetChain> sheets = new(StringComparer.Ordinal);
    private readonly SimulationPlan plan;
    private int edition;

    public World(SimulationPlan plan)
    {
        this.plan = plan;
        KeySets = [.. plan.Network.SnapshotFor(plan.Nodes[0], plan.NetworkId, plan.Realm).KeySetVersions];
        MoveOn();
    }

    /// <summary>How pictures name all key sets.</summary>
    public ImmutableArray<DocumentVersion> KeySets { get; }

    public IReadOnlyDictionary<string, SheetChain> Sheets => sheets;

    /// <summary>Every simulated country publishes its next sheet, with other numbers.</summary>
    public void MoveOn()
    {
        edition++;
        Parallel.ForEach(plan.Ports.Keys, country =>
        {
            var held = sheets.GetValueOrDefault(country);
            var content = SimulatedSheets.Content(plan.NetworkId, plan.Realm, country, plan.ContactPoints, edition);
            var envelope = SimulatedSheets.SignNext(
                content, held?.History.Newest, plan.Network.Countries[country], TimeProvider.System.GetUtcNow());
            sheets[country] = SheetChain.After(held, [ReadSheet.Of(envelope).Sheet!]);
        });
    }
}
