using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Channels;

/// <summary>
/// Keeps the reasons of refused handshakes, which the other side can't be told. The log is limited, so that a stranger
/// can't fill it; the observer sees all.
/// </summary>
public sealed class HandshakeJournal(ILogger<HandshakeJournal> log, TimeProvider time)
{
    /// <summary>Lines a minute for each reason and direction; the next minute's first line counts what was left out.</summary>
    public const int LinesPerMinuteMax = 10;

    private readonly ConcurrentDictionary<(CertificateFault, bool), Quota> quotas = new();

    /// <summary>Is called for every refusal, e.g. to count and audit. Must be quick and must not throw.</summary>
    public Action<HandshakeRefusal>? Observer { get; set; }

    /// <summary>Records a refusal.</summary>
    public void Record(HandshakeRefusal refusal)
    {
        Observer?.Invoke(refusal);
        Quota quota = quotas.GetOrAdd((refusal.Fault, refusal.IsClient), _ => new Quota());
        if (quota.Take(time.GetUtcNow()) is { } suppressed)
            log.PeerHandshakeRefused(
                refusal.Fault, refusal.IsClient ? "from" : "to", refusal.Remote, refusal.SpiffeId ?? "unnamed", suppressed);
    }

    private sealed class Quota
    {
        private readonly Lock gate = new();
        private DateTimeOffset start;
        private int taken;

        // Answers how many were left out before, or null when this one is left out.
        public int? Take(DateTimeOffset now)
        {
            lock (gate)
            {
                int suppressed = 0;
                if (now - start >= TimeSpan.FromMinutes(1))
                {
                    suppressed = Math.Max(0, taken - LinesPerMinuteMax);
                    (start, taken) = (now, 0);
                }

                taken++;
                return taken <= LinesPerMinuteMax ? suppressed : null;
            }
        }
    }
}

/// <summary>A refused handshake.</summary>
/// <param name="Fault">Why.</param>
/// <param name="SpiffeId">The name that the certificate claims; null when there is not exactly one.</param>
/// <param name="IsClient">Whether the other side called us.</param>
/// <param name="Remote">Where the other side is: address and port, or the endpoint that we called.</param>
public sealed record HandshakeRefusal(CertificateFault Fault, string? SpiffeId, bool IsClient, string Remote);
