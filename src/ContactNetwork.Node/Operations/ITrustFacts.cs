namespace ContactNetwork.Node.Operations;

/// <summary>What the status tells of trust; the room that keeps rosters and keys registers itself in the container.</summary>
internal interface ITrustFacts
{
    /// <summary>The version of the newest roster; 0 when there is none.</summary>
    long RosterVersion { get; }

    /// <summary>When the roster expires; null when not known.</summary>
    DateTimeOffset? RosterExpires { get; }

    /// <summary>When this node's own certificate ends; null when not known.</summary>
    DateTimeOffset? CertificateExpires { get; }
}
