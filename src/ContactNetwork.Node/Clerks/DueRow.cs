using ContactNetwork.Domain;

namespace ContactNetwork.Node.Clerks;

/// <summary>One row of due work: what a stream owes, and how often it was tried.</summary>
/// <param name="Stream">The stream that owes it.</param>
/// <param name="StreamKind">The stream's kind (<see cref="Store.StreamKind.Name"/>).</param>
/// <param name="Item">What is owed.</param>
/// <param name="Group">What is claimed to do it (<see cref="DueGroups"/>).</param>
/// <param name="Attempts">Tries so far.</param>
/// <param name="NextTry">When the next try is due; the due time before the first.</param>
/// <param name="LastError">The code of the last failure; null before one.</param>
/// <param name="TraceParent">The trace that the work belongs to (W3C traceparent); null when none.</param>
internal sealed record DueRow(
    Guid Stream,
    string StreamKind,
    DueItem Item,
    string Group,
    int Attempts,
    DateTimeOffset NextTry,
    string? LastError,
    string? TraceParent);
