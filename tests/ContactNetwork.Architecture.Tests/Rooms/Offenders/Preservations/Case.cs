using ContactNetwork.Architecture.Tests.Rooms.Offenders.Contacts;
using ContactNetwork.Architecture.Tests.Rooms.Offenders.OnCall;

namespace ContactNetwork.Architecture.Tests.Rooms.Offenders.Preservations;

/// <summary>May use both.</summary>
internal sealed record Case(Entry Entry, Page Page)
{
    public static readonly string Word = "case";
}
