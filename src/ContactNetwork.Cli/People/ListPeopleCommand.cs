using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary><c>cn people list</c>: people with their roles, and proposals that wait for a second person.</summary>
internal static class ListPeopleCommand
{
    private const int PageSizeMax = 200;

    public static Command Create(Surroundings surroundings) =>
        new Command("list", "List people, and proposals that nobody has confirmed yet.").Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new ListPeopleRequest { PageSize = PageSizeMax };
        var all = new ListPeopleResponse();
        do
        {
            ListPeopleResponse page = await session.Node.People.ListPeopleAsync(request, cancellationToken: cancellation);
            all.People.AddRange(page.People);
            if (request.PageToken.Length == 0) all.OpenGrants.AddRange(page.OpenGrants);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        if (session.IsJson) session.Screen.Json(all);
        else Draw(session.Screen, all);
        return ExitCodes.Done;
    }

    private static void Draw(Screen screen, ListPeopleResponse all)
    {
        var people = new Columns("Id", "Name", "Roles");
        foreach (Person person in all.People)
            people.Add(PersonScreen.Id(person.Name), new Cell(person.DisplayName, "bold"), Words.Of(person.Roles) + (person.IsMachine ? " (a program)" : ""));
        people.Draw(screen);
        if (all.OpenGrants.Count == 0) return;
        screen.Heading("Waiting for a second person");
        var grants = new Columns("Id", "Name", "Roles", "Proposed", "Ends");
        foreach (RoleGrant grant in all.OpenGrants)
            grants.Add(PersonScreen.Id(grant.Name), new Cell(grant.DisplayName, "bold"), Words.Of(grant.Roles), screen.Times.Relative(grant.ProposeTime), screen.Times.Relative(grant.ExpireTime));
        grants.Draw(screen);
    }
}
