namespace ContactNetwork.Architecture.Tests.Rooms.Offenders.Contacts;

internal sealed record Entry(string Name);
