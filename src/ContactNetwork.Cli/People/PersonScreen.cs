using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.People;

/// <summary>Draws people and proposals.</summary>
internal static class PersonScreen
{
    public static void Show(Session session, Person person)
    {
        if (session.IsJson)
        {
            session.Screen.Json(person);
            return;
        }

        Screen screen = session.Screen;
        screen.Line($"[bold]{Safe.Text(person.DisplayName)}[/]{(person.IsMachine ? "  a program" : "")}");
        screen.Line();
        screen.Field("Roles", Words.Of(person.Roles));
        screen.Field("Name", person.Name);
        screen.Field("Issuer", person.Issuer);
        screen.Field("Subject", person.Subject);
        if (person.SamePerson.Length > 0)
            screen.Field("Account of", person.SamePerson);
    }

    public static string Id(string name) => name[(name.LastIndexOf('/') + 1)..];

    public static async Task<string> FullAsync(Session session, string collection, string given, CancellationToken cancellation) =>
        given.StartsWith("nodes/", StringComparison.Ordinal) ? given : $"nodes/{await session.CountryAsync(cancellation)}/{collection}/{given}";
}
