using System.Collections.Immutable;
using ContactNetwork.Domain;

namespace ContactNetwork.Node.OnCall.Pages;

/// <summary>A page that no alert stands behind, about what can't become one now.</summary>
/// <param name="Key">Names the page; the same again says the same.</param>
/// <param name="Matters">What it is about, at least one.</param>
internal sealed record PlainPage(Guid Key, ImmutableArray<PlainMatter> Matters);

/// <summary>One matter of a plain page.</summary>
/// <param name="Urgency">How urgent it is.</param>
/// <param name="Cause">Why, a code.</param>
/// <param name="Reference">The reference number of the case; empty for none.</param>
/// <param name="Country">The other country.</param>
/// <param name="IsTest">Whether it is about a test.</param>
/// <param name="Since">Since when it waits.</param>
internal sealed record PlainMatter(Urgency Urgency, string Cause, string Reference, string Country, bool IsTest, DateTimeOffset Since);
