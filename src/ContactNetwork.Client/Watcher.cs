using System.Runtime.CompilerServices;
using ContactNetwork.Client.Tokens;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Client;

/// <summary>
/// Follows the board and the alerts for as long as the caller likes: reconnects by itself, resumes with the node's last
/// token so that no change is missed, and drops what was shown before, by (name, version).
/// </summary>
public sealed class Watcher
{
    private readonly PreservationService.PreservationServiceClient _preservations;
    private readonly OnCallService.OnCallServiceClient _onCall;
    private readonly NodeClientOptions _options;
    private readonly ITokenSource _tokens;

    internal Watcher(CallInvoker invoker, NodeClientOptions options, ITokenSource tokens)
    {
        _preservations = new PreservationService.PreservationServiceClient(invoker);
        _onCall = new OnCallService.OnCallServiceClient(invoker);
        _options = options;
        _tokens = tokens;
    }

    /// <summary>Streams the board: first every row, or what has changed since the token; then each change.</summary>
    /// <param name="resumeToken">The last token of an earlier watch; null for the whole board first.</param>
    /// <param name="interrupted">Is told of each lost connection and of the wait before the next try.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <exception cref="ContactNetworkException">The node refuses for a lasting reason.</exception>
    public IAsyncEnumerable<Change<BoardRow>> BoardAsync(
        string? resumeToken = null,
        Action<ContactNetworkException, TimeSpan>? interrupted = null,
        CancellationToken cancellation = default) => FollowAsync(
            (token, call) => _preservations.WatchBoard(new WatchBoardRequest { ResumeToken = token }, call),
            message => new Change<BoardRow>(message.Row, message.ResumeToken),
            row => (row.Name, row.Version),
            resumeToken, interrupted, cancellation);

    /// <summary>Streams the alerts: first all open ones, or what has changed since the token; then each change.</summary>
    /// <inheritdoc cref="BoardAsync"/>
    public IAsyncEnumerable<Change<Alert>> AlertsAsync(
        string? resumeToken = null,
        Action<ContactNetworkException, TimeSpan>? interrupted = null,
        CancellationToken cancellation = default) => FollowAsync(
            (token, call) => _onCall.WatchAlerts(new WatchAlertsRequest { ResumeToken = token }, call),
            message => new Change<Alert>(message.Alert, message.ResumeToken),
            alert => (alert.Name, alert.Version),
            resumeToken, interrupted, cancellation);

    private async IAsyncEnumerable<Change<T>> FollowAsync<TMessage, T>(
        Func<string, CallOptions, AsyncServerStreamingCall<TMessage>> open,
        Func<TMessage, Change<T>> read,
        Func<T, (string Name, long Version)> identify,
        string? resumeToken,
        Action<ContactNetworkException, TimeSpan>? interrupted,
        [EnumeratorCancellation] CancellationToken cancellation)
        where TMessage : class
        where T : class
    {
        var shown = new ShownVersions();
        var patience = new WatchPatience(_options, interrupted);
        string token = resumeToken ?? "";
        while (true)
        {
            string bearer = await _tokens.GetAsync(patience.WantsFreshToken, cancellation);
            var call = new CallOptions(new Metadata { { "authorization", $"Bearer {bearer}" } }, cancellationToken: cancellation);
            patience.Open();
            using AsyncServerStreamingCall<TMessage> stream = open(token, call);
            while (await NextAsync(stream.ResponseStream, patience, cancellation) is { } message)
            {
                patience.Reset();
                Change<T> change = read(message);
                if (change.ResumeToken.Length > 0) token = change.ResumeToken;
                if (change.Item is null || shown.IsNew(identify(change.Item))) yield return change with { ResumeToken = token };
            }

            if (patience.WantsFreshStart) token = "";
            await patience.WaitAsync(_tokens.CanRefresh, cancellation);
        }
    }

    /// <summary>The next message; null when the stream ended or broke, which is then noted.</summary>
    private static async Task<TMessage?> NextAsync<TMessage>(
        IAsyncStreamReader<TMessage> stream, WatchPatience patience, CancellationToken cancellation)
        where TMessage : class
    {
        try
        {
            if (await stream.MoveNext(cancellation)) return stream.Current;
            patience.Note(null);
            return null;
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            patience.Note(RichErrors.Read(failure, null));
            return null;
        }
    }
}

/// <summary>One change of a watch, or a mere token.</summary>
/// <typeparam name="T">What changed.</typeparam>
/// <param name="Item">The thing as it is now; null in a message that only moves the token.</param>
/// <param name="ResumeToken">The newest token; an interrupted program resumes from it.</param>
public sealed record Change<T>(T? Item, string ResumeToken)
    where T : class;
