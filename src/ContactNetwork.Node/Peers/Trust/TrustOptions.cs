using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Peers.Trust;

/// <summary>Where this node's keys and the network's first documents are. Section <c>Trust</c>.</summary>
internal sealed record TrustOptions
{
    /// <summary>
    /// A folder with anchor.txt, rosters/*.bin, keysets/*.bin, node.crt, node.key and signing.key. Required. Keys,
    /// certificate and new documents are taken over within seconds when they change.
    /// </summary>
    [Required]
    public string Folder { get; init; } = "";
}

/// <summary>Checks <see cref="TrustOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class TrustOptionsValidator : IValidateOptions<TrustOptions>;
