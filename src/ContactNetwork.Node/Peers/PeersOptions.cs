using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Peers;

/// <summary>What is configured about the other countries. Section <c>Peers</c>.</summary>
internal sealed partial record PeersOptions : IValidatableObject
{
    /// <summary>The numbers of the duty desks to call when machines fail, E.164, by country. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Desks { get; init; } = new Dictionary<string, string>();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from desk in Desks
        where !Country().IsMatch(desk.Key) || !Phone().IsMatch(desk.Value)
        select new ValidationResult($"Peers:Desks:{desk.Key} must be a country such as XB with a number such as +999123456.");

    [GeneratedRegex("^[A-Z]{2}$")]
    private static partial Regex Country();

    [GeneratedRegex(@"^\+[0-9]{4,15}$")]
    private static partial Regex Phone();
}

/// <summary>Checks <see cref="PeersOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class PeersOptionsValidator : IValidateOptions<PeersOptions>;
