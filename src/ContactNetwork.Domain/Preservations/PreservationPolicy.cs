namespace ContactNetwork.Domain.Preservations;

/// <summary>
/// The times that a country promises itself and others. No treaty gives them: they are policy, so they come from a file
/// with a version, and what was promised is stored in the event.
/// </summary>
/// <param name="Version">The version of the file.</param>
/// <param name="Emergency">The times of emergencies.</param>
/// <param name="Urgent">The times of urgent requests.</param>
/// <param name="Routine">The times of routine requests.</param>
public sealed record PreservationPolicy(string Version, PreservationTimes Emergency, PreservationTimes Urgent, PreservationTimes Routine)
{
    /// <summary>The times where a country sets none: receipt within 2 min, 15 min, 60 min; a person within 15 min, 2 h, 24 h.</summary>
    public static PreservationPolicy Default { get; } = new(
        "default-1",
        new PreservationTimes(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(15)),
        new PreservationTimes(TimeSpan.FromMinutes(15), TimeSpan.FromHours(2)),
        new PreservationTimes(TimeSpan.FromMinutes(60), TimeSpan.FromHours(24)));

    /// <summary>The times of one urgency.</summary>
    public PreservationTimes Of(Urgency urgency) => urgency switch
    {
        Urgency.Emergency => Emergency,
        Urgency.Urgent => Urgent,
        Urgency.Routine => Routine,
        _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, "The edge refuses unknown urgencies."),
    };
}

/// <summary>The times of one urgency; each more than zero.</summary>
/// <param name="Receipt">Until the other side's machine has receipted.</param>
/// <param name="Acknowledgement">Until a person of the requested side has taken the request.</param>
public sealed record PreservationTimes(TimeSpan Receipt, TimeSpan Acknowledgement);
