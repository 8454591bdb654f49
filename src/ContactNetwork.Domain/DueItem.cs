namespace ContactNetwork.Domain;

/// <summary>
/// One thing that a stream owes next: derived from its state alone, stored beside its events, done by a clerk.
/// (Stream, kind, key) names it; what has been done is never derived.
/// </summary>
/// <param name="Kind">The kind of work, one of <see cref="DueKinds"/>.</param>
/// <param name="Key">Tells items of one kind apart within the stream, e.g. the message id or "step 2/person/smtp".</param>
/// <param name="DueAt">When its time comes.</param>
/// <param name="Urgency">How urgent it is; decides order and share.</param>
/// <param name="Peer">The country that a delivery goes to; null otherwise.</param>
/// <param name="Lane">The lane that a delivery takes; null otherwise.</param>
public sealed record DueItem(
    string Kind,
    string Key,
    DateTimeOffset DueAt,
    Urgency Urgency,
    string? Peer = null,
    Lane? Lane = null);

/// <summary>The kinds of due work and the clerk that does each. Stored: never renamed.</summary>
public static class DueKinds
{
    /// <summary>Courier: send a dispatch; the key is the message id, "N" format.</summary>
    public const string Deliver = "deliver";

    /// <summary>Pager: page a person by a method; the key is "step/person/method".</summary>
    public const string Page = "page";

    /// <summary>Timekeeper: start the next step of an alert's ladder; the key is the step.</summary>
    public const string NextStep = "next-step";

    /// <summary>Timekeeper: a deadline of a preservation passes; the key names the deadline.</summary>
    public const string Deadline = "deadline";
}
