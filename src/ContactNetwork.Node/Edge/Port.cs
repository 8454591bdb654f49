namespace ContactNetwork.Node.Edge;

/// <summary>The node's listeners. Every connection carries the one it came in by, every endpoint the one it serves.</summary>
internal enum Port
{
    /// <summary>People and their programs: TLS and access tokens.</summary>
    People,

    /// <summary>Other nodes: mutual TLS.</summary>
    Peers,

    /// <summary>Operators' machines: health and metrics.</summary>
    Operations,
}

/// <summary>Marks a connection with its listener. Set when the connection begins, so no header can forge it.</summary>
internal sealed record PortFeature(Port Port);

/// <summary>Marks an endpoint with the port that serves it. An endpoint without a mark is served nowhere.</summary>
internal sealed record PortMark(Port Port);

/// <summary>Marks endpoints.</summary>
internal static class PortMarking
{
    /// <summary>Serves these endpoints on this port only.</summary>
    public static TBuilder OnPort<TBuilder>(this TBuilder endpoints, Port port)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint => endpoint.Metadata.Add(new PortMark(port)));
        return endpoints;
    }
}
