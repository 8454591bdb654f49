using Grpc.Core;

namespace ContactNetwork.Client;

/// <summary>A call that the node refused or that did not reach it, with what is needed to act on it.</summary>
public sealed class ContactNetworkException : Exception
{
    internal ContactNetworkException(StatusCode code, string reason, string message, Exception? inner)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The status code.</summary>
    public StatusCode Code { get; }

    /// <summary>One of the reasons of <c>errors.proto</c> without its prefix; empty when the node named none.</summary>
    public string Reason { get; }

    /// <summary>What is wrong, field by field.</summary>
    public IReadOnlyList<Violation> Violations { get; init; } = [];

    /// <summary>Whatever varies in the message, e.g. <c>stage</c>, <c>version</c>, <c>roles</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the node asks to wait before the next try.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>The trace id to tell the operator, when the fault is the node's.</summary>
    public string? TraceId { get; init; }

    /// <summary>The call's request id, when it had one: repeating the call with it has no second effect.</summary>
    public string? RequestId { get; init; }

    /// <summary>Makes a refusal that never reached a node, e.g. because nobody is logged in.</summary>
    public static ContactNetworkException NotLoggedIn(string message, Exception? inner = null) =>
        new(StatusCode.Unauthenticated, "NOT_AUTHENTICATED", message, inner);

    /// <summary>Makes a failure to reach something that the call needs.</summary>
    public static ContactNetworkException Unavailable(string message, Exception? inner = null) =>
        new(StatusCode.Unavailable, "", message, inner);
}

/// <summary>One wrong field.</summary>
/// <param name="Field">The path as the API spells it, e.g. <c>content.items[0].identifier.seen_time</c>.</param>
/// <param name="Description">What is wrong and what is wanted.</param>
public sealed record Violation(string Field, string Description);
