namespace ContactNetwork.Client;

/// <summary>Says which node a client talks to and how patiently.</summary>
public sealed record NodeClientOptions
{
    /// <summary>The address of the node's people's port, e.g. <c>https://node.example:5101</c>. Only https.</summary>
    public required Uri Address { get; init; }

    /// <summary>PEM file with the certificate authorities that may vouch for the node; the system's when null.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long one unary call may take, retries included. Default 30 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a unary call is tried in all when the node is unavailable. Default 5.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The wait before the second try when the node names none; doubles each time. Default 200 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two tries. Default 5 s.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
