namespace ContactNetwork.LocalPostgres;

/// <summary>
/// The user that PostgreSQL runs as: oneself, or, because PostgreSQL refuses root, another user when oneself is root.
/// </summary>
internal sealed record ServerUser(string? Name, string? GroupId)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>Whether the server runs as a user other than this process.</summary>
    public bool IsOther => Name is not null;

    public static async Task<ServerUser> ChooseAsync(CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(null, null);
        }

        foreach (string candidate in Candidates)
        {
            ShellRun group = await ShellRun.RunAsync(["id", "-g", candidate], null, "", cancellation);
            if (group.Succeeded)
            {
                return new ServerUser(candidate, group.Output.Trim());
            }
        }

        throw new PostgresUnavailableException(
            "PostgreSQL does not run as root, and there is neither a user 'postgres' nor 'nobody' to run it as.");
    }

    /// <summary>The command that runs <paramref name="command"/> as this user.</summary>
    public IReadOnlyList<string> Run(params IEnumerable<string> command) => IsOther
        ? ["setpriv", $"--reuid={Name}", $"--regid={GroupId}", "--init-groups", "--", .. command]
        : [.. command];
}
