using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Edge;

/// <summary>Where the node listens. Section <c>Ports</c>. Port 0 takes a free one; see <see cref="BoundAddresses"/>.</summary>
internal sealed record PortsOptions : IValidatableObject
{
    /// <summary>Address and port for people, TLS, e.g. "0.0.0.0:5101". Required.</summary>
    [Required]
    public string People { get; init; } = "";

    /// <summary>Address and port for other nodes, mutual TLS, e.g. "0.0.0.0:5102". Required.</summary>
    [Required]
    public string Peers { get; init; } = "";

    /// <summary>Address and port for operations, plain HTTP; on loopback unless set otherwise.</summary>
    [Required]
    public string Operations { get; init; } = "127.0.0.1:5103";

    /// <summary>The certificate (and chain) of the people's port, PEM. Required; taken anew when the file changes.</summary>
    [Required]
    public string PeopleCertificateFile { get; init; } = "";

    /// <summary>Its private key, PEM. Required.</summary>
    [Required]
    public string PeopleCertificateKeyFile { get; init; } = "";

    /// <summary>Checks that the addresses are IP addresses with a port.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from port in new[] { (Name: nameof(People), Address: People), (Name: nameof(Peers), Address: Peers), (Name: nameof(Operations), Address: Operations) }
        where !IPEndPoint.TryParse(port.Address, out _) || !port.Address.Contains(':', StringComparison.Ordinal)
        select new ValidationResult($"Ports:{port.Name} must be an IP address and a port such as 127.0.0.1:5101.", [port.Name]);
}

/// <summary>Checks <see cref="PortsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class PortsOptionsValidator : IValidateOptions<PortsOptions>;
