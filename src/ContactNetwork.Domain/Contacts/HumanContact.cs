namespace ContactNetwork.Domain.Contacts;

/// <summary>When a person was last reached.</summary>
/// <param name="At">When; the beginning of the day, UTC, where only the day is known.</param>
/// <param name="IsDayOnly">Only the day is known: another country's test told it.</param>
public readonly record struct LastContact(DateTimeOffset At, bool IsDayOnly)
{
    /// <summary>The later of two; null where there is neither. What is known to the second stands before its mere day.</summary>
    public static LastContact? Later(LastContact? one, LastContact? other)
    {
        if (one is not { } first || other is not { } second)
            return one ?? other;
        return second.At > first.At ? second : first;
    }
}

/// <summary>
/// The tested country's signed word that a person of it was reached: the tester may hand it on to all, who learn the day and
/// nothing else. So nobody can claim a contact that the other side did not see, nor praise itself.
/// </summary>
/// <param name="ContactPointId">The contact point; empty for the country's node.</param>
/// <param name="Date">The day, UTC, ISO 8601.</param>
/// <param name="Envelope">The signed word, Base64.</param>
public sealed record ContactWitness(string ContactPointId, string Date, string Envelope)
{
    /// <summary>How far the day may lie from the tester's own: midnight and clocks differ.</summary>
    private const int DaysApartMax = 1;

    /// <summary>Tells whether it fits a test that began and was acknowledged in this span.</summary>
    /// <param name="contactPointId">The contact point tested; empty for the country's node.</param>
    /// <param name="from">When the test began.</param>
    /// <param name="until">When the word came.</param>
    public bool Fits(string contactPointId, DateTimeOffset from, DateTimeOffset until) =>
        ContactPointId == contactPointId
        && Dates.Read(Date) is { } day
        && day >= DateOnly.FromDateTime(from.UtcDateTime).AddDays(-DaysApartMax)
        && day <= DateOnly.FromDateTime(until.UtcDateTime).AddDays(DaysApartMax);
}
