using System.CommandLine;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Federation.V1;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory test</c> and <c>cn directory tests</c>: whether people of another country are reached.</summary>
internal static class ContactTestCommands
{
    private const int LimitDefault = 50;
    private const int PageSizeMax = 200;
    private static readonly Argument<string> Country = new("country") { Description = "The country to be tested, two letters." };
    private static readonly Option<string?> With = new("--country") { Description = "Only tests with this country." };
    private static readonly Option<int> Limit = new("--limit") { Description = "At most so many.", DefaultValueFactory = _ => LimitDefault };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command CreateTest(Surroundings surroundings) =>
        new Command("test", "Test by hand whether a person of another country's desk acknowledges.") { Country, RequestId }.Runs(surroundings, TestAsync);

    public static Command CreateTests(Surroundings surroundings) =>
        new Command("tests", "List contact tests: ours of others, and others' of us; and the voice test that we owe.") { With, Limit }.Runs(surroundings, ListAsync);

    private static async Task<int> TestAsync(Session session, CancellationToken cancellation)
    {
        var request = new StartContactTestRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Country = session.Parse.GetRequiredValue(Country).ToUpperInvariant(),
        };
        StartContactTestResponse started = await session.Node.ContactTests.StartContactTestAsync(request, cancellationToken: cancellation);
        if (session.IsJson)
        {
            session.Screen.Json(started);
            return ExitCodes.Done;
        }

        session.Screen.Line($"[green]Begun[/]: the desk of [bold]{Safe.Text(started.Test.PeerCountry)}[/] is being called; it has 30 minutes.");
        if (started.Test.Realm == Realm.Exercise) session.Screen.Line("[red]EXERCISE EXERCISE EXERCISE[/]: the desk is told so, too.");
        session.Screen.Line("[grey]See:[/] cn directory tests");
        return ExitCodes.Done;
    }

    private static async Task<int> ListAsync(Session session, CancellationToken cancellation)
    {
        int limit = session.Parse.GetValue(Limit);
        var request = new ListContactTestsRequest { Country = session.Parse.GetValue(With)?.ToUpperInvariant() ?? "" };
        var all = new ListContactTestsResponse();
        do
        {
            request.PageSize = Math.Clamp(limit - all.Tests.Count, 1, PageSizeMax);
            ListContactTestsResponse page = await session.Node.ContactTests.ListContactTestsAsync(request, cancellationToken: cancellation);
            all.Tests.AddRange(page.Tests);
            all.VoiceTestDuties.AddRange(page.VoiceTestDuties);
            all.NextPageToken = request.PageToken = page.NextPageToken;
        }
        while (all.NextPageToken.Length > 0 && all.Tests.Count < limit);

        if (session.IsJson) session.Screen.Json(all);
        else ContactTestScreen.Draw(session.Screen, all);
        return ExitCodes.Done;
    }
}
