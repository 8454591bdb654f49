using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A network of three countries, each with a port, and every key at hand.</summary>
internal sealed class TestLab : IDisposable
{
    public const string NetworkId = "lab";

    private readonly Dictionary<string, int> ports = new()
    {
        ["XA"] = PeersNode.FreePort(),
        ["XB"] = PeersNode.FreePort(),
        ["XC"] = PeersNode.FreePort(),
    };

    public TestLab(string networkId = NetworkId, Realm realm = Realm.Operational) =>
        Network = FoundedNetwork.Found(new FoundingPlan(
            networkId,
            realm,
            [.. ports.Select(port => new PlannedCountry(port.Key, $"Country {port.Key}", new Uri($"https://127.0.0.1:{port.Value}")))],
            Now,
            TimeSpan.FromDays(90)));

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public FoundedNetwork Network { get; }

    public int Port(string country) => ports[country];

    public TrustSnapshot SnapshotFor(string country) => Network.SnapshotFor(country, NetworkId, Realm.Operational);

    public void Dispose() => Network.Dispose();
}
