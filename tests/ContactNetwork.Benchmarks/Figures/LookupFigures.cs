using ContactNetwork.Benchmarks.Echo;
using ContactNetwork.V1;

namespace ContactNetwork.Benchmarks.Figures;

/// <summary>Look-ups against an echo on the same port, with the same authentication and without any.</summary>
internal static class LookupFigures
{
    private const int Callers = 8;
    private const int Rounds = 5;
    private const int RowsOnBoard = 20;
    private const double AimOfEcho = 0.8;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(Desk desk, Desk duty)
    {
        for (var i = 0; i < RowsOnBoard; i++)
        {
            await desk.FileAsync("XB", Urgency.Routine);
        }

        var text = new EchoMessage { Text = new string('x', 100) };
        var list = new ListPreservationsRequest { PageSize = 1 };
        var figures = await Load.InTurns(
            Rounds,
            () => Load.ClosedLoop(Callers, Turn, async _ => await desk.Echo.EchoAsync(text, desk.Headers)),
            () => Load.ClosedLoop(Callers, Turn, async _ => await desk.Echo.OpenEchoAsync(text)),
            () => Load.ClosedLoop(Callers, Turn, async _ => await desk.Peers.ListPeersAsync(new ListPeersRequest(), desk.Headers)),
            () => Load.ClosedLoop(Callers, Turn, async _ => await duty.Preservations.ListPreservationsAsync(list, duty.Headers)));
        var (echo, open, peers, board) = (figures[0], figures[1], figures[2], figures[3]);
        return
        [
            BenchRow.AtLeastRatio("lookup.peers.vs-echo", "calls/s", peers, echo, AimOfEcho),
            BenchRow.AtLeastRatio("lookup.board.vs-echo", "calls/s", board, echo, AimOfEcho),
            BenchRow.Shown("lookup.peers.vs-open-echo", "calls/s", peers, open),
            BenchRow.Shown("lookup.board.vs-open-echo", "calls/s", board, open),
        ];
    }
}
