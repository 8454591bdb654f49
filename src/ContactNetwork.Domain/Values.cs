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

/// <summary>Who did something. Only the home node knows the person.</summary>
/// <param name="Kind">What kind of actor.</param>
/// <param name="Role">The acting role in words, e.g. "duty officer", "clock", "peer XB".</param>
/// <param name="PersonId">The person; null for clock and peers.</param>
/// <param name="Method">How, e.g. "api", "phone", "smtp", "dispatch", "timer".</param>
public sealed record Actor(ActorKind Kind, string Role, Guid? PersonId, string Method)
{
    /// <summary>A timer of this node.</summary>
    public static Actor Clock { get; } = new(ActorKind.Clock, "clock", null, "timer");

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
