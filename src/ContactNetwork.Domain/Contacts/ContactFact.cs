namespace ContactNetwork.Domain.Contacts;

/// <summary>How contacts are tested; each level is stronger than the one before.</summary>
public enum ContactLevel
{
    /// <summary>Node to node: a heartbeat.</summary>
    Heartbeat = 1,

    /// <summary>A person acknowledged a test on a screen.</summary>
    HumanPing = 2,

    /// <summary>A person was spoken to by the number of the sheet.</summary>
    Voice = 3,

    /// <summary>The country signed its sheet anew.</summary>
    Record = 4,
}

/// <summary>How a contact went.</summary>
public enum ContactOutcome
{
    /// <summary>As it should.</summary>
    Reached = 1,

    /// <summary>Reached, but late.</summary>
    Late = 2,

    /// <summary>Nobody answered.</summary>
    NoAnswer = 3,

    /// <summary>The number is wrong.</summary>
    WrongNumber = 4,

    /// <summary>Another unit answered.</summary>
    WrongUnit = 5,

    /// <summary>There was no common language.</summary>
    NoCommonLanguage = 6,

    /// <summary>They refused.</summary>
    Refused = 7,

    /// <summary>A message came back.</summary>
    Bounced = 8,
}

/// <summary>One contact with a contact point, in a test or in a real case; holds no person and no case.</summary>
/// <param name="Id">Names it for ever.</param>
/// <param name="Country">The country reached.</param>
/// <param name="ContactPointId">The contact point; empty for the country's node.</param>
/// <param name="Level">How.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="At">When.</param>
/// <param name="ByCountry">Who tried.</param>
/// <param name="Channel">On which kind of channel.</param>
/// <param name="Value">The number or address tried; empty for none.</param>
/// <param name="Language">The language used; empty when none was.</param>
/// <param name="Correction">What should be corrected; empty for nothing.</param>
public sealed record ContactFact(
    Guid Id,
    string Country,
    string ContactPointId,
    ContactLevel Level,
    ContactOutcome Outcome,
    DateTimeOffset At,
    string ByCountry,
    ChannelKind Channel,
    string Value,
    string Language,
    string Correction)
{
    /// <summary>Tells whether a person was reached.</summary>
    public bool IsHumanContact =>
        Level is ContactLevel.HumanPing or ContactLevel.Voice && Outcome is ContactOutcome.Reached or ContactOutcome.Late;
}
