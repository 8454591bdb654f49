using ContactNetwork.Architecture.Tests.Rooms.Offenders.Preservations;

namespace ContactNetwork.Architecture.Tests.Rooms.Offenders.OnCall;

/// <summary>Offends in the body of a method only.</summary>
internal sealed record Page
{
    public static string Write() => Case.Word;
}
