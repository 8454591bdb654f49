namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>What one Hello tells of the other node: the machines' part of the contact tests.</summary>
/// <param name="Country">The peer.</param>
/// <param name="IsOurs">Whether we called; else the peer did.</param>
/// <param name="RoundTrip">How long its answer took; null where it gave none, or called itself.</param>
/// <param name="ClockOffset">How far its clock is ahead of ours; null where that is not known.</param>
/// <param name="CertificateEnd">When its certificate ends; null where that is not known.</param>
internal sealed record Heartbeat(
    string Country, bool IsOurs, TimeSpan? RoundTrip, TimeSpan? ClockOffset, DateTimeOffset? CertificateEnd)
{
    /// <summary>An answer is in time before this.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>Clocks agree below this.</summary>
    public static readonly TimeSpan OffsetMax = TimeSpan.FromSeconds(2);

    /// <summary>A call of ours that was not answered, or not with what a node says.</summary>
    public static Heartbeat Failed(string country) => new(country, IsOurs: true, null, null, null);

    /// <summary>A call of the peer's, which we answered.</summary>
    public static Heartbeat Received(string country, DateTimeOffset? certificateEnd) =>
        new(country, IsOurs: false, null, null, certificateEnd);

    /// <summary>Our call was not answered.</summary>
    public bool IsFailed => IsOurs && RoundTrip is null;

    /// <summary>Our call was answered, but not in time.</summary>
    public bool IsLate => IsOurs && RoundTrip >= AnswerMax;

    /// <summary>The clocks differ by more than a heartbeat allows. What can't be measured is not off.</summary>
    public bool IsClockOff => IsOurs && ClockOffset?.Duration() >= OffsetMax;

    /// <summary>Our call was answered in time by a node whose clock agrees with ours.</summary>
    public bool IsPassed => IsOurs && !IsFailed && !IsLate && !IsClockOff;

    /// <summary>Whole days until the peer's certificate ends, negative afterwards; within what can be counted.</summary>
    public int? CertificateDays(DateTimeOffset now) =>
        CertificateEnd is { } end ? (int)Math.Clamp(Math.Floor((end - now).TotalDays), -CertificateDaysMax, CertificateDaysMax) : null;

    /// <summary>A hundred years: what a peer claims beyond is cut to it.</summary>
    private const int CertificateDaysMax = 36_500;
}
