using System.ComponentModel.DataAnnotations;
using ContactNetwork.Domain;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node;

/// <summary>Who this node is. Section <c>Node</c>.</summary>
internal sealed record NodeOptions
{
    /// <summary>The country, ISO 3166-1 alpha-2, upper case. Required.</summary>
    [Required, RegularExpression("^[A-Z]{2}$", ErrorMessage = "Node:Country must be two upper-case letters such as XA.")]
    public string Country { get; init; } = "";

    /// <summary>The network's id, 1 to 50 lower-case letters, digits and hyphens. Required.</summary>
    [Required, RegularExpression("^[a-z0-9-]{1,50}$", ErrorMessage = "Node:NetworkId must be 1 to 50 lower-case letters, digits or hyphens.")]
    public string NetworkId { get; init; } = "";

    /// <summary>Operational (the default) or Exercise, never both: stands in every event and every signed message.</summary>
    [EnumDataType(typeof(Realm))]
    public Realm Realm { get; init; } = Realm.Operational;

    /// <summary>
    /// A folder for what is kept outside PostgreSQL: the key that wraps the cases' keys, the high-water file. Required;
    /// made where it is missing; shared by all replicas of the node.
    /// </summary>
    [Required]
    public string DataFolder { get; init; } = "";
}

/// <summary>Checks <see cref="NodeOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;
