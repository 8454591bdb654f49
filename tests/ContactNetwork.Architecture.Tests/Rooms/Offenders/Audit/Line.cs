using ContactNetwork.Architecture.Tests.Rooms.Offenders.OnCall;

namespace ContactNetwork.Architecture.Tests.Rooms.Offenders.Audit;

/// <summary>Offends in a type argument only.</summary>
internal sealed record Line(IReadOnlyList<Page> Pages);
