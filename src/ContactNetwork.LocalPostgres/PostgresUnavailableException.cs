namespace ContactNetwork.LocalPostgres;

/// <summary>Says why a private PostgreSQL could not be started or stopped, and what to do about it.</summary>
public sealed class PostgresUnavailableException : Exception
{
    /// <summary>Makes an exception whose message is meant for a person.</summary>
    public PostgresUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception whose message is meant for a person, with its cause.</summary>
    public PostgresUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
