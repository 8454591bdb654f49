using ContactNetwork.Domain;

namespace ContactNetwork.Node;

/// <summary>Who this node is.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, upper case.</param>
/// <param name="NetworkId">The network.</param>
/// <param name="Realm">Operational or exercise, never both.</param>
/// <param name="DataFolder">What is kept outside PostgreSQL.</param>
internal sealed record NodeIdentity(string Country, string NetworkId, Realm Realm, string DataFolder)
{
    /// <summary>The resource name of a thing of this node, e.g. "nodes/xa/preservations/0198…".</summary>
    public string Name(string collection, Guid id) => $"nodes/{CountryPath}/{collection}/{id:D}";

    /// <summary>The country as it stands in resource names.</summary>
    public string CountryPath => Country.ToLowerInvariant();
}

/// <summary>Tells the version of the policy in force.</summary>
internal interface IPolicyVersion
{
    /// <summary>The version.</summary>
    string Version { get; }
}
