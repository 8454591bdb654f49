using System.Collections.Concurrent;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>Watches a node's board as a tool would: keeps the last version of each row, and resumes with the last token.</summary>
internal sealed class BoardReader(PreservationsNode node) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, BoardRow> _rows = new();
    private volatile string _token = "";
    private CancellationTokenSource? _stop;
    private Task _reading = Task.CompletedTask;

    /// <summary>The last token received; empty before the first.</summary>
    public string Token => _token;

    /// <summary>The rows received, the last version of each.</summary>
    public IReadOnlyDictionary<string, BoardRow> Rows => _rows;

    /// <summary>Opens a stream from the last token.</summary>
    public void Connect()
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _reading = ReadAsync(_stop.Token);
    }

    /// <summary>Breaks the stream off.</summary>
    public async Task DisconnectAsync()
    {
        if (_stop is null)
            return;
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
        _stop = null;
    }

    public bool Has(BoardRow row) => _rows.TryGetValue(row.Name, out var known) && known.Version >= row.Version;

    public ValueTask DisposeAsync() => new(DisconnectAsync());

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using var call = node.Client.WatchBoard(
            new WatchBoardRequest { ResumeToken = _token }, PreservationsNode.As(Role.DutyOfficer), cancellationToken: cancellation);
        try
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync(cancellation))
            {
                if (message.Row is { } row)
                    _rows.AddOrUpdate(row.Name, row, (_, known) => known.Version >= row.Version ? known : row);
                if (message.ResumeToken.Length > 0)
                    _token = message.ResumeToken;
            }
        }
        catch (Exception ended) when (cancellation.IsCancellationRequested && ended is RpcException or OperationCanceledException)
        {
            // Broken off by the test.
        }
    }
}
