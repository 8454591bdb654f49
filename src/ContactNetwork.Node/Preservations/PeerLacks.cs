using ContactNetwork.Node.Peers;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations;

/// <summary>Tells an officer what another country's node doesn't understand, so far as it has said what it does.</summary>
internal sealed class PeerLacks(IPeerBook peers)
{
    /// <summary>The features that a request needs at the other side.</summary>
    private static readonly string[] Needed = [Features.Preservations];

    /// <summary>One warning for each feature that is missing; none where the node was never met.</summary>
    public IEnumerable<FilingWarning> Of(string country) =>
        from feature in Needed
        where peers.Lacks(country, feature)
        select new FilingWarning
        {
            Feature = feature,
            Message = $"The node of {country} does not announce '{feature}': it will keep the request and alert its desk, but not process it. Call the desk.",
            CallPhone = peers.DeskPhone(country) ?? "",
        };
}
