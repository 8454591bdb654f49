using System.Collections.Concurrent;
using ContactNetwork.Client;
using ContactNetwork.V1;

namespace ContactNetwork.Lab.Stories;

/// <summary>
/// Watches one country through one person's eyes: the board, the history behind each change, the alerts. Shows what it
/// has not shown before, and remembers it for those who wait.
/// </summary>
internal sealed class Observer : IAsyncDisposable
{
    private const int KeyCharacters = 16;
    private readonly LabCountry _country;
    private readonly LabClient _client;
    private readonly Page _page;
    private readonly DateTimeOffset _begin;
    private readonly CancellationTokenSource _ends = new();
    private readonly ConcurrentDictionary<(string Name, long Version), bool> _shown = new();
    private readonly ConcurrentDictionary<string, BoardRow> _rows = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<HistoryStep>> _histories = new();
    private readonly ConcurrentDictionary<string, Alert> _alerts = new();
    private readonly List<Task> _watching = [];

    private Observer(LabCountry country, string person, Page page, DateTimeOffset begin)
    {
        _country = country;
        _client = country.Connect(person);
        _page = page;
        _begin = begin;
    }

    /// <summary>The fault that ended a watch; null while all goes well.</summary>
    public Exception? Fault { get; private set; }

    public static Observer Start(LabCountry country, string person, bool sawAlerts, Page page, DateTimeOffset begin)
    {
        var observer = new Observer(country, person, page, begin);
        observer._watching.Add(observer.KeepAsync(observer.WatchBoardAsync));
        if (sawAlerts) observer._watching.Add(observer.KeepAsync(observer.WatchAlertsAsync));
        return observer;
    }

    public BoardRow? Row(string reference) => _rows.GetValueOrDefault(reference);

    public IReadOnlyList<HistoryStep> History(string reference) => _histories.GetValueOrDefault(reference) ?? [];

    public Alert? AlertAbout(string reference) => _alerts.GetValueOrDefault(reference);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await Task.WhenAll(_watching);
        _client.Dispose();
        _ends.Dispose();
    }

    private async Task KeepAsync(Func<Task> watch)
    {
        try
        {
            await watch();
        }
        catch (OperationCanceledException) when (_ends.IsCancellationRequested)
        {
            // The demonstration ends.
        }
        catch (ContactNetworkException) when (_ends.IsCancellationRequested)
        {
            // The same, told by a node that ends too.
        }
        catch (ContactNetworkException failure)
        {
            Fault = failure;
        }
    }

    private async Task WatchBoardAsync()
    {
        await foreach (Change<BoardRow> change in _client.Client.Watch.BoardAsync(cancellation: _ends.Token))
        {
            if (change.Item is not { } row) continue;
            if (row.UpdateTime.ToDateTimeOffset() >= _begin) await ShowHistoryAsync(row);
            _rows[row.Reference] = row;
        }
    }

    private async Task ShowHistoryAsync(BoardRow row)
    {
        GetPreservationResponse found = await _client.Client.Preservations.GetPreservationAsync(
            new GetPreservationRequest { Name = row.Name }, cancellationToken: _ends.Token);
        foreach (HistoryStep step in found.History.Where(step => _shown.TryAdd((row.Name, step.Version), true)))
        {
            if (step.RecordTime.ToDateTimeOffset() < _begin) continue;
            string detail = step.SigningKeyId.Length == 0
                ? $"by {step.Actor}"
                : $"signed by {row.PeerCountry}, key {Short(step.SigningKeyId)}";
            _page.Fact(step.RecordTime.ToDateTimeOffset(), _country.Code, step.Step, detail);
        }

        _histories[row.Reference] = [.. found.History];
    }

    private async Task WatchAlertsAsync()
    {
        await foreach (Change<Alert> change in _client.Client.Watch.AlertsAsync(cancellation: _ends.Token))
        {
            if (change.Item is not { } alert) continue;
            if (alert.RaiseTime.ToDateTimeOffset() >= _begin && _shown.TryAdd((alert.Name, alert.Version), true)) ShowAlert(alert);
            _alerts[alert.Reference] = alert;
        }
    }

    private void ShowAlert(Alert alert)
    {
        string cause = alert.Cause.ToLowerInvariant().Replace('_', ' ');
        switch (alert.State)
        {
            case AlertState.Raised:
                _page.Fact(alert.RaiseTime.ToDateTimeOffset(), _country.Code, "alert raised", cause);
                break;
            case AlertState.Acknowledged:
                _page.Fact(alert.AcknowledgeTime.ToDateTimeOffset(), _country.Code, "alert taken", $"by {alert.AcknowledgedPerson}");
                break;
            case AlertState.Notified when alert.NotifyTime is not null:
                _page.Fact(alert.NotifyTime.ToDateTimeOffset(), _country.Code, "duty officer paged", $"step {alert.Step}");
                break;
            default:
                _page.Fact(_country.Code, $"alert {alert.State.ToString().ToLowerInvariant()}", cause);
                break;
        }
    }

    public static string Short(string keyId) => keyId.Length > KeyCharacters ? keyId[..KeyCharacters] : keyId;
}
