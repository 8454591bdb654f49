using System.ComponentModel.DataAnnotations;
using ContactNetwork.Domain.Preservations;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Node.Preservations;

/// <summary>The times that this country promises itself and others. Section <c>Policy</c>; what is missing has the network's defaults.</summary>
internal sealed record PolicyOptions
{
    /// <summary>Names the version; stands in every event. Required, at most 50 characters.</summary>
    [Required, MaxLength(50)]
    public string Version { get; init; } = PreservationPolicy.Default.Version;

    /// <summary>Emergencies: receipt within 2 minutes, a person within 15, when not set.</summary>
    [Required, ValidateObjectMembers]
    public PolicyTimes Emergency { get; init; } = PolicyTimes.Of(PreservationPolicy.Default.Emergency);

    /// <summary>Urgent requests: receipt within 15 minutes, a person within 2 hours, when not set.</summary>
    [Required, ValidateObjectMembers]
    public PolicyTimes Urgent { get; init; } = PolicyTimes.Of(PreservationPolicy.Default.Urgent);

    /// <summary>Other requests: receipt within 60 minutes, a person within 24 hours, when not set.</summary>
    [Required, ValidateObjectMembers]
    public PolicyTimes Routine { get; init; } = PolicyTimes.Of(PreservationPolicy.Default.Routine);

    /// <summary>The same in the domain's words.</summary>
    public PreservationPolicy ToPolicy() => new(Version, Emergency.ToTimes(), Urgent.ToTimes(), Routine.ToTimes());
}

/// <summary>The times of one urgency, each 1 second to 30 days.</summary>
internal sealed record PolicyTimes
{
    private const string Least = "00:00:01";
    private const string Most = "30.00:00:00";

    /// <summary>Until the other side's machine has receipted, e.g. "00:02:00".</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan Receipt { get; init; }

    /// <summary>Until a person of the requested side has taken it, e.g. "00:15:00".</summary>
    [Range(typeof(TimeSpan), Least, Most)]
    public TimeSpan Acknowledgement { get; init; }

    /// <summary>From the domain's words.</summary>
    public static PolicyTimes Of(PreservationTimes times) => new() { Receipt = times.Receipt, Acknowledgement = times.Acknowledgement };

    /// <summary>In the domain's words.</summary>
    public PreservationTimes ToTimes() => new(Receipt, Acknowledgement);
}

/// <summary>Checks <see cref="PolicyOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class PolicyOptionsValidator : IValidateOptions<PolicyOptions>;

/// <summary>The policy in force.</summary>
internal sealed class Policy(IOptions<PolicyOptions> options) : IPolicyVersion
{
    /// <summary>What the deciders are told.</summary>
    public PreservationPolicy Current { get; } = options.Value.ToPolicy();

    public string Version => Current.Version;
}
