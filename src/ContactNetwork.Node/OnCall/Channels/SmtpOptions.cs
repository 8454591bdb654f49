namespace ContactNetwork.Node.OnCall.Channels;

/// <summary>How pages leave by mail. Section <c>OnCall:Smtp</c>.</summary>
internal sealed record SmtpOptions
{
    /// <summary>The mail server. Required where a person is paged by mail.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port; default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>The sender's address. Required where a person is paged by mail.</summary>
    public string From { get; init; } = "";

    /// <summary>The account; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>The file that holds the account's password, read at each use; required with an account.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Whether and how the connection is encrypted; default StartTls. A server that offers less is not used.</summary>
    public SmtpTls Tls { get; init; } = SmtpTls.StartTls;

    /// <summary>A PEM file with the only authorities that the server's certificate may come from; empty for the machine's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Seconds for one whole attempt, 1 to 25; default 20. Under 30, so that urgent pages are tried twice a minute.</summary>
    public double TimeoutSeconds { get; init; } = 20;
}

/// <summary>Whether and how the connection to a mail server is encrypted.</summary>
internal enum SmtpTls
{
    /// <summary>In clear: only for a server on the same machine.</summary>
    None = 0,

    /// <summary>In clear first, encrypted before anything is said; refused where the server doesn't offer it.</summary>
    StartTls = 1,

    /// <summary>Encrypted from the first byte.</summary>
    Tls = 2,
}
