using ContactNetwork.Architecture.Tests.Rooms.Offenders.Contacts;

namespace ContactNetwork.Architecture.Tests.Rooms.Offenders.Peers;

/// <summary>Offends inside a lambda only.</summary>
internal static class Wire
{
    public static IEnumerable<string> Names(IEnumerable<object> entries) => entries.Select(entry => ((Entry)entry).Name);
}
