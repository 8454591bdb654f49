using System.Collections.Immutable;
using System.Net;

namespace ContactNetwork.Federation.Identities;

/// <summary>The network names in a node's certificate. Peers identify a node by its SPIFFE id; these are for other tools.</summary>
/// <param name="DnsNames">Host names.</param>
/// <param name="Addresses">Addresses.</param>
public sealed record NodeNames(ImmutableArray<string> DnsNames, ImmutableArray<IPAddress> Addresses)
{
    /// <summary>The names of a node that only this machine reaches.</summary>
    public static NodeNames Loopback { get; } = new(["localhost"], [IPAddress.Loopback, IPAddress.IPv6Loopback]);
}
