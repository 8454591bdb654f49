namespace ContactNetwork.Domain;

/// <summary>How urgent a request is (reference section 1.10).</summary>
public enum Urgency
{
    /// <summary>A significant and imminent risk to the life or safety of a person.</summary>
    Emergency = 1,

    /// <summary>Data about to be lost, a crime in progress, somebody in custody.</summary>
    Urgent = 2,

    /// <summary>Everything else.</summary>
    Routine = 3,
}

/// <summary>Tells real cases from contact tests and synthetic alerts, which never enter cases or statistics.</summary>
public enum Purpose
{
    /// <summary>A real case.</summary>
    Real = 1,

    /// <summary>A contact test or synthetic alert.</summary>
    Test = 2,
}

/// <summary>The ordered ways between two nodes.</summary>
public enum Lane
{
    /// <summary>Emergencies and urgent requests.</summary>
    Urgent = 1,

    /// <summary>Everything else about cases.</summary>
    Routine = 2,

    /// <summary>Directory and other bulk.</summary>
    Bulk = 3,
}

/// <summary>What a whole node is for: one of these, never both; stands in every event and every signed message.</summary>
public enum Realm
{
    /// <summary>Real operation, contact tests among it.</summary>
    Operational = 1,

    /// <summary>Exercises: a database, a roster and keys of their own.</summary>
    Exercise = 2,
}

/// <summary>What every command and every fact carries: when this node recorded it, by whose act, where, under which rules.</summary>
/// <param name="At">The instant of recording, UTC, by this node's clock.</param>
/// <param name="Actor">Whose act it is.</param>
/// <param name="Realm">The node's realm.</param>
/// <param name="PolicyVersion">The version of the policy file in force.</param>
public sealed record Stamp(DateTimeOffset At, Actor Actor, Realm Realm, string PolicyVersion);

/// <summary>What stands behind a fact that another country owns: its signed message.</summary>
/// <param name="MessageId">The signed message.</param>
/// <param name="OccurredAt">When it happened, by the clock of the country that owns the fact.</param>
/// <param name="SigningKeyId">The key that signed it.</param>
public sealed record PeerProof(Guid MessageId, DateTimeOffset OccurredAt, string SigningKeyId);

/// <summary>Who did something. Only the home node knows the person.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Role">The acting role in words, e.g. "duty officer", "clock", "peer XB".</param>
/// <param name="PersonId">The person; null for clock and peers.</param>
/// <param name="Method">How, e.g. "api", "phone", "smtp", "dispatch", "timer".</param>
public sealed record Actor(ActorKind Kind, string Role, Guid? PersonId, string Method)
{
    /// <summary>A timer of this node.</summary>
    public static Actor Clock { get; } = new(ActorKind.Clock, "clock", null, "timer");

    /// <summary>Somebody of this country whom only our own signed message tells of, given back by another country after a restore.</summary>
    public static Actor Restored(string role, string country) => new(ActorKind.Peer, $"{role}, restored from {country}", null, "restore");

    /// <summary>Another country's node.</summary>
    public static Actor Peer(string country) => new(ActorKind.Peer, $"peer {country}", null, "dispatch");
}

/// <summary>Kinds of actors.</summary>
public enum ActorKind
{
    /// <summary>A person of this node.</summary>
    Person = 1,

    /// <summary>A program with a token of its own.</summary>
    Machine = 2,

    /// <summary>A timer of this node.</summary>
    Clock = 3,

    /// <summary>Another country's node, by a signed message.</summary>
    Peer = 4,
}

/// <summary>
/// Case content: names, identifiers, facts, free text. The store seals it under the key of its case, so that it can be
/// erased everywhere while the skeleton stays.
/// </summary>
/// <typeparam name="T">What is sealed.</typeparam>
/// <param name="CaseId">The case whose key seals it: the id of the preservation.</param>
/// <param name="Value">The content; null once it was erased.</param>
public sealed record CaseContent<T>(Guid CaseId, T? Value)
    where T : class;
