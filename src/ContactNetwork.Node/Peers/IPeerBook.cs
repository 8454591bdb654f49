namespace ContactNetwork.Node.Peers;

/// <summary>What other rooms may ask about the other countries; answered from memory.</summary>
internal interface IPeerBook
{
    /// <summary>
    /// Whether a country is an active member of the network, and not this one; false too while our trust is unconfirmed.
    /// </summary>
    bool IsActive(string country);

    /// <summary>The features that a country's node announced when it was last met; null where it never was.</summary>
    IReadOnlySet<string>? FeaturesOf(string country);

    /// <summary>
    /// Whether a country's node is known not to have a feature. One that was not met since this process began may have it:
    /// an older node passes over what it does not know.
    /// </summary>
    bool Lacks(string country, string feature) => FeaturesOf(country) is { } known && !known.Contains(feature);

    /// <summary>The number of its duty desk, E.164; null when not known.</summary>
    string? DeskPhone(string country);
}
