namespace ContactNetwork.Domain.Preservations;

/// <summary>Which lane a case takes. All dispatches of a case use its lane.</summary>
public static class Lanes
{
    /// <summary>Emergencies and urgent requests take the urgent lane, the others the routine lane.</summary>
    public static Lane Lane(this Urgency urgency) => urgency switch
    {
        Urgency.Emergency or Urgency.Urgent => Domain.Lane.Urgent,
        Urgency.Routine => Domain.Lane.Routine,
        _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, "The edge refuses unknown urgencies."),
    };

    /// <summary>What is known of the urgency of a case while only its lane is known.</summary>
    public static Urgency UrgencyAtLeast(this Lane lane) => lane switch
    {
        Domain.Lane.Urgent => Urgency.Urgent,
        Domain.Lane.Routine or Domain.Lane.Bulk => Urgency.Routine,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "The border refuses unknown lanes."),
    };
}
