using System.Collections.Immutable;

namespace ContactNetwork.Domain;

/// <summary>An expected refusal, as a value. The edge maps it once to a status (docs/federation-protocol.md, errors).</summary>
/// <param name="Kind">The kind, which decides the status code.</param>
/// <param name="Reason">One of <see cref="RefusalReasons"/>.</param>
/// <param name="Message">A sentence for people that names the way out; never case content or personal data.</param>
/// <param name="Violations">One entry per wrong field, for malformed input.</param>
/// <param name="Metadata">Whatever varies in the message, for programs; at most a few short values.</param>
public sealed record Refusal(
    RefusalKind Kind,
    string Reason,
    string Message,
    ImmutableArray<FieldViolation> Violations,
    ImmutableDictionary<string, string> Metadata)
{
    /// <summary>Makes a refusal without fields and metadata.</summary>
    public static Refusal Of(RefusalKind kind, string reason, string message) =>
        new(kind, reason, message, [], ImmutableDictionary<string, string>.Empty);

    /// <summary>Makes a refusal of malformed input.</summary>
    public static Refusal Malformed(ImmutableArray<FieldViolation> violations) => new(
        RefusalKind.Malformed,
        RefusalReasons.MalformedRequest,
        violations.Length == 1
            ? $"{violations[0].Field}: {violations[0].Description}"
            : $"{violations.Length} fields are missing or malformed; see the violations.",
        violations,
        ImmutableDictionary<string, string>.Empty);

    /// <summary>Adds one value for programs.</summary>
    public Refusal With(string key, string value) => this with { Metadata = Metadata.SetItem(key, value) };
}

/// <summary>One wrong field.</summary>
/// <param name="Field">The path as the API spells it, e.g. <c>content.items[0].identifier.seen_time</c>.</param>
/// <param name="Description">What is wrong and what is wanted; never the value given.</param>
public sealed record FieldViolation(string Field, string Description);

/// <summary>The kinds of refusal; each has one status code.</summary>
public enum RefusalKind
{
    /// <summary>Malformed input: INVALID_ARGUMENT.</summary>
    Malformed,

    /// <summary>No such thing, or not yours to know: NOT_FOUND.</summary>
    NotFound,

    /// <summary>Same id, other content: ALREADY_EXISTS.</summary>
    AlreadyExists,

    /// <summary>Not in this stage: FAILED_PRECONDITION.</summary>
    WrongStage,

    /// <summary>Changed since it was read: ABORTED.</summary>
    Stale,

    /// <summary>A known person who may not: PERMISSION_DENIED.</summary>
    NotAllowed,

    /// <summary>An unknown person or node: UNAUTHENTICATED.</summary>
    NotAuthenticated,

    /// <summary>Over a limit: RESOURCE_EXHAUSTED.</summary>
    LimitExceeded,

    /// <summary>Store or peer not reachable now: UNAVAILABLE.</summary>
    Unavailable,
}
