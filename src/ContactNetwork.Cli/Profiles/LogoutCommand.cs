using System.CommandLine;
using ContactNetwork.Client.Tokens;

namespace ContactNetwork.Cli.Profiles;

/// <summary><c>cn logout</c>: takes the login back at the issuer and forgets it here.</summary>
internal static class LogoutCommand
{
    public static Command Create(Surroundings surroundings) =>
        new Command("logout", "Forget the login on this machine.").Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var file = new TokenFile(session.Profile.TokenFile);
        bool isRevoked = file.Read() is { } tokens && await TryRevokeAsync(session, tokens, cancellation);
        bool wasLoggedIn = file.Delete();
        if (session.IsJson) session.Screen.Json(new { wasLoggedIn, isRevoked });
        else if (!wasLoggedIn) session.Screen.Line("Nobody was logged in.");
        else if (isRevoked) session.Screen.Line("Logged out.");
        else session.Screen.Line("Logged out here. The issuer could not be told; its refresh token ends by itself.");
        return ExitCodes.Done;
    }

    private static async Task<bool> TryRevokeAsync(Session session, TokenSet tokens, CancellationToken cancellation)
    {
        try
        {
            return await session.Issuer().RevokeAsync(tokens, cancellation);
        }
        catch (Client.ContactNetworkException)
        {
            return false;
        }
    }
}
