using Grpc.Core;

namespace ContactNetwork.Client;

/// <summary>Decides, after a stream ended, whether and when it is opened again.</summary>
internal sealed class WatchPatience(NodeClientOptions options, Action<ContactNetworkException, TimeSpan>? interrupted)
{
    private static readonly TimeSpan HeldLong = TimeSpan.FromSeconds(20);
    private const string ResumeTokenInvalid = "RESUME_TOKEN_INVALID";
    private ContactNetworkException? _failure;
    private int _failures;
    private long _opened;

    /// <summary>The last refusal was about the access token.</summary>
    public bool WantsFreshToken => _failure?.Code == StatusCode.Unauthenticated;

    /// <summary>The last refusal was about the resume token.</summary>
    public bool WantsFreshStart => _failure?.Reason == ResumeTokenInvalid;

    /// <summary>Notes that the stream is being opened.</summary>
    public void Open() => _opened = options.Time.GetTimestamp();

    /// <summary>Notes that a message came.</summary>
    public void Reset()
    {
        _failures = 0;
        _failure = null;
    }

    /// <summary>Notes why the stream ended; null when the node ended it in good order.</summary>
    public void Note(ContactNetworkException? failure)
    {
        // A stream that held for long was a good one, also when nothing happened that it could tell.
        if (options.Time.GetElapsedTime(_opened) > HeldLong) _failures = 0;
        _failure = failure;
        _failures++;
    }

    /// <summary>Waits before the next opening.</summary>
    /// <exception cref="ContactNetworkException">The reason is lasting.</exception>
    public async Task WaitAsync(bool canRefresh, CancellationToken cancellation)
    {
        if (_failure is null && _failures == 1) return;
        bool mayPass = _failure?.Code switch
        {
            null or StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted => true,
            StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown => true,
            StatusCode.Unauthenticated => canRefresh && _failures == 1,
            _ => WantsFreshStart && _failures == 1,
        };
        if (!mayPass) throw _failure!;
        TimeSpan delay = Delays.Before(_failures, _failure?.RetryDelay, options);
        if (_failure?.Code == StatusCode.Unavailable) interrupted?.Invoke(_failure, delay);
        if (!WantsFreshToken) await Task.Delay(delay, options.Time, cancellation);
    }
}
