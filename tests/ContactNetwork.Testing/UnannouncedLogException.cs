namespace ContactNetwork.Testing;

/// <summary>Fails a test because what was logged is not what the test announced.</summary>
public sealed class UnannouncedLogException(string message) : Exception(message);
