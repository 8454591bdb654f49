using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people propose</c>: proposes roles; a colleague confirms.</summary>
internal static class ProposeCommand
{
    private static readonly Argument<string> Subject = new("subject") { Description = "The person's subject at the issuer." };
    private static readonly Option<string> DisplayName = new("--display-name") { Description = "The name that colleagues see.", Required = true };
    private static readonly Option<string[]> Roles = Choices.OfMany<Role>(new("--role") { Description = "The roles.", Required = true });
    private static readonly Option<string?> Issuer = new("--issuer") { Description = "The issuer that vouches for the person. Default: the profile's." };
    private static readonly Option<string?> SamePerson = new("--same-person") { Description = "The person whose further account this is, by name or id: two accounts of one person are never two people." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("propose", "Propose roles for a person; a colleague confirms.") { Subject, DisplayName, Roles, Issuer, SamePerson, RequestId }
            .Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new ProposeRoleGrantRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Subject = session.Parse.GetRequiredValue(Subject),
            DisplayName = session.Parse.GetRequiredValue(DisplayName),
            Issuer = session.Parse.GetValue(Issuer) ?? session.Profile.Issuer.AbsoluteUri,
        };
        if (session.Parse.GetValue(SamePerson) is { } same)
            request.SamePerson = await PersonScreen.FullAsync(session, "people", same, cancellation);
        request.Roles.AddRange(session.Parse.GetRequiredValue(Roles).Select(role => Words.Read<Role>(role)!.Value));
        RoleGrant grant = (await session.Node.People.ProposeRoleGrantAsync(request, cancellationToken: cancellation)).Grant;
        if (session.IsJson)
        {
            session.Screen.Json(grant);
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Proposed[/]: {Safe.Text(grant.DisplayName)} as {Safe.Text(Words.Of(grant.Roles))}.");
        session.Screen.Line($"[grey]A colleague confirms with:[/] cn people confirm {Safe.Text(PersonScreen.Id(grant.Name))}");
        return ExitCodes.Done;
    }
}
