using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client.Tokens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Profiles;

/// <summary><c>cn login</c>: the device flow. Any browser on any machine will do to confirm.</summary>
internal static class LoginCommand
{
    private static readonly Option<string?> ClientId = new("--client-id") { Description = "The client id to log in with. Default: the profile's, else 'cn'." };

    public static Command Create(Surroundings surroundings) =>
        new Command("login", "Log in: shows an address and a code to confirm in a browser.") { ClientId }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        Profile profile = session.Profile;
        if (profile.ClientSecretFile is not null || profile.AccessTokenFile is not null)
            throw CliException.Usage($"The profile {profile.Path} is a program's: it needs no login.");
        string clientId = session.Parse.GetValue(ClientId) ?? profile.ClientId;
        var login = new DeviceLogin(session.Issuer(), clientId, profile.Scope, session.Surroundings.Time);
        DeviceChallenge challenge = await login.BeginAsync(cancellation);
        Show(session, challenge);
        TokenSet tokens = await login.WaitAsync(challenge, cancellation);
        new TokenFile(profile.TokenFile).Write(tokens);
        Person person = (await session.Node.People.GetMeAsync(new GetMeRequest(), cancellationToken: cancellation)).Person;
        if (session.IsJson)
        {
            session.Screen.JsonLine(person);
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Logged in[/] as {Safe.Text(person.DisplayName)}: {Words.Of(person.Roles)}.");
        if (person.Roles.Count == 0)
            session.Screen.Line("You have no role yet: two colleagues give you one with 'cn people propose' and 'cn people confirm'.");
        return ExitCodes.Done;
    }

    private static void Show(Session session, DeviceChallenge challenge)
    {
        if (session.IsJson)
        {
            session.Screen.JsonLine(new
            {
                verificationUri = challenge.VerificationUri,
                verificationUriComplete = challenge.VerificationUriComplete,
                userCode = challenge.UserCode,
                expireTime = challenge.ExpireTime,
            });
            return;
        }

        Screen screen = session.Screen;
        screen.Line();
        screen.Line($"  Open   [underline]{Safe.Text(challenge.VerificationUri.ToString())}[/]");
        screen.Line($"  Code   [bold]{Safe.Text(challenge.UserCode)}[/]");
        screen.Line();
        screen.Line($"[grey]Waiting until you have allowed it there; the code ends {screen.Times.Relative(challenge.ExpireTime)}.[/]");
    }
}
