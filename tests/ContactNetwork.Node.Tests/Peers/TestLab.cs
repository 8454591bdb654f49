using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.LocalPostgres;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>A network of three countries or more, each with a port, and every key at hand.</summary>
internal sealed class TestLab : IDisposable
{
    public const string NetworkId = "lab";

    private readonly Dictionary<string, int> ports = new()
    {
        ["XA"] = LoopbackPorts.Free(),
        ["XB"] = LoopbackPorts.Free(),
        ["XC"] = LoopbackPorts.Free(),
    };

    private readonly Dictionary<string, PrivateKey> signingKeys = [];

    public TestLab(string networkId = NetworkId, Realm realm = Realm.Operational, IReadOnlyDictionary<string, int>? others = null)
    {
        foreach (var (country, port) in others ?? new Dictionary<string, int>())
            ports[country] = port;
        Network = FoundedNetwork.Found(new FoundingPlan(
            networkId,
            realm,
            [.. ports.Select(port => new PlannedCountry(port.Key, $"Country {port.Key}", new Uri($"https://127.0.0.1:{port.Value}")))],
            Now,
            TimeSpan.FromDays(90)));
    }

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public FoundedNetwork Network { get; private set; }

    public int Port(string country) => ports[country];

    public TrustSnapshot SnapshotFor(string country) => Network.SnapshotFor(country, NetworkId, Realm.Operational);

    /// <summary>The credentials of a country's node, with the signing key that it uses now.</summary>
    public NodeCredentials CredentialsOf(string country) => Network.Countries[country].Node with
    {
        SigningKey = signingKeys.GetValueOrDefault(country) ?? Network.Countries[country].Node.SigningKey,
    };

    /// <summary>Adds a roster that was signed since.</summary>
    public void Add(Envelope roster) => Network = Network.With([roster], []);

    /// <summary>The next key set of a country, signed, and served to nodes that start from now on.</summary>
    public Envelope NextKeySet(string country, Action<KeySet> change)
    {
        var next = TrustDocuments.Next(SnapshotFor(country).Own!.Keys!, Now);
        change(next);
        var signed = TrustDocuments.Sign(next, Network.Countries[country].CountryKey);
        Network = Network.With([], [signed]);
        return signed;
    }

    /// <summary>Gives a country's node a new signing key and withdraws the one before.</summary>
    public void ReplaceSigningKey(string country)
    {
        var fresh = PrivateKey.Generate(EllipticCurve.P256);
        NextKeySet(country, next =>
        {
            next.SigningKeys[^1].State = KeyState.Withdrawn;
            next.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, Now.AddMinutes(-1), Now.AddDays(30)));
        });
        signingKeys[country] = fresh;
    }

    /// <summary>Writes the trust folder of one country's node as it is now.</summary>
    public void SaveForNode(string country, string folder)
    {
        Network.SaveForNode(country, folder);
        NodeCredentials.SaveSigningKey(folder, CredentialsOf(country).SigningKey);
    }

    public void Dispose()
    {
        foreach (var port in ports.Values)
            LoopbackPorts.Release(port);
        Network.Dispose();
        foreach (var key in signingKeys.Values)
            key.Dispose();
    }
}
