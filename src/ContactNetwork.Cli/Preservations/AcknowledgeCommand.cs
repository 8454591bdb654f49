using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation acknowledge</c>: a person of this desk takes a received request.</summary>
internal static class AcknowledgeCommand
{
    private static readonly Argument<string> Reference = Names.Argument();
    private static readonly Option<string?> Note = new("--note") { Description = "Words that the other country sees." };
    private static readonly Option<string?> LocalReference = new("--local-reference") { Description = "Your own file's number." };
    private static readonly Option<long> Version = new("--version-seen") { Description = "Refuse if it changed since you saw this version." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("acknowledge", "Take a received request: you have seen it and act. The other country is told.")
        {
            Reference, Note, LocalReference, Version, RequestId,
        }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new AcknowledgePreservationRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await Names.FullAsync(session, session.Parse.GetRequiredValue(Reference), cancellation),
            ExpectedVersion = session.Parse.GetValue(Version),
            LocalReference = session.Parse.GetValue(LocalReference) ?? "",
            Note = session.Parse.GetValue(Note) ?? "",
        };
        BoardRow row = (await session.Node.Preservations.AcknowledgePreservationAsync(request, cancellationToken: cancellation)).Row;
        RowScreen.ShowAfter(session, row, $"[green]Acknowledged[/] [bold]{row.Reference}[/]; {row.PeerCountry} is being told.");
        return ExitCodes.Done;
    }
}
