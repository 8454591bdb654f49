using System.CommandLine;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary><c>cn preservation withdraw</c>: takes back a request that this country filed.</summary>
internal static class WithdrawCommand
{
    private static readonly Argument<string> Reference = Names.Argument();
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; the other country sees it.", Required = true };
    private static readonly Option<long> Version = new("--version-seen") { Description = "Refuse if it changed since you saw this version." };
    private static readonly Option<string?> RequestId = RequestIdOption.Create();

    public static Command Create(Surroundings surroundings) =>
        new Command("withdraw", "Withdraw a request that we filed.") { Reference, Reason, Version, RequestId }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new WithdrawPreservationRequest
        {
            RequestId = RequestIdOption.Of(session, RequestId),
            Name = await Names.FullAsync(session, session.Parse.GetRequiredValue(Reference), cancellation),
            ExpectedVersion = session.Parse.GetValue(Version),
            Reason = session.Parse.GetRequiredValue(Reason),
        };
        BoardRow row = (await session.Node.Preservations.WithdrawPreservationAsync(request, cancellationToken: cancellation)).Row;
        RowScreen.ShowAfter(session, row, $"[green]Withdrawn[/] [bold]{row.Reference}[/]; {row.PeerCountry} is being told.");
        return ExitCodes.Done;
    }
}
