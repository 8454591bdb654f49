using System.Collections.Concurrent;
using System.Diagnostics;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;

namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// Talks with every other member at most 20 s apart, so that trouble is noticed though nobody writes. Of several
/// replicas one talks with a peer at a time.
/// </summary>
internal sealed class HelloLoop(TrustStore trust, Talk talk, PeerContacts contacts, Leases leases, ILogger<HelloLoop> log)
    : BackgroundService
{
    /// <summary>Talks under way at once.</summary>
    public const int TalksMax = 16;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Appointment> appointments = new(StringComparer.Ordinal);
    private int noticesTold;

    private readonly ConcurrentDictionary<string, Task> talks = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        contacts.TalkWanted += OnTalkWanted;
        trust.Changed += OnTrustChanged;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
                // Real time, even where a test moves the clock: silence is counted by it.
                await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            contacts.TalkWanted -= OnTalkWanted;
            trust.Changed -= OnTrustChanged;
        }

        await Task.WhenAll(talks.Values);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var snapshot = trust.Last;
        foreach (var member in snapshot.Members.Values)
        {
            if (member.Country == snapshot.OwnCountry || member.State == MemberState.Withdrawn || member.IsSuspendedHere)
                continue;
            var appointment = appointments.GetOrAdd(member.Country, _ => new Appointment());
            if (!appointment.IsDue || IsTalkingWith(member.Country) || talks.Values.Count(IsGoingOn) >= TalksMax)
                continue;
            if (await LeaseAsync(member.Country, appointment, cancellation))
                talks[member.Country] = Task.Run(() => TalkAsync(member.Country, appointment, cancellation), CancellationToken.None);
        }
    }

    // What is over is seen by the task itself: a talk can end before it is written down here.
    private bool IsTalkingWith(string country) => talks.TryGetValue(country, out var last) && IsGoingOn(last);

    private static bool IsGoingOn(Task last) => !last.IsCompleted;

    private async Task<bool> LeaseAsync(string country, Appointment appointment, CancellationToken cancellation)
    {
        if (appointment.Lease is { IsHeld: true })
            return true;
        try
        {
            appointment.Lease = await leases.TryTakeAsync($"hello/{country}", cancellation);
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault))
        {
            appointment.Lease = null;
        }

        if (appointment.Lease is null)
            appointment.Wait(AskAgain);
        return appointment.Lease is not null;
    }

    private async Task TalkAsync(string country, Appointment appointment, CancellationToken cancellation)
    {
        try
        {
            var spread = GreetingLimits.PauseMax - GreetingLimits.PauseMin;
            appointment.Wait(GreetingLimits.PauseMin + (spread * Random.Shared.NextDouble()));
            await talk.HoldAsync(country, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception fault) when (StoreFaults.IsStoreAway(fault) || fault is RefusalException)
        {
            log.HelloFailed(country, fault.GetType().Name);
        }
        catch (Exception fault)
        {
            log.HelloBroken(fault, country);
        }
    }

    /// <summary>A notice that keys are in wrong hands travels on at once.</summary>
    private void OnTrustChanged()
    {
        var count = trust.Last.Notices.Length;
        if (Interlocked.Exchange(ref noticesTold, count) == count)
            return;
        foreach (var appointment in appointments.Values)
            appointment.Wait(TimeSpan.Zero);
    }

    private void OnTalkWanted(string country)
    {
        if (appointments.TryGetValue(country, out var appointment))
            appointment.Wait(TimeSpan.Zero);
    }

    private sealed class Appointment
    {
        private long dueAt;

        public Lease? Lease { get; set; }

        public bool IsDue => Stopwatch.GetTimestamp() >= Volatile.Read(ref dueAt);

        public void Wait(TimeSpan pause) =>
            Volatile.Write(ref dueAt, Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency));
    }
}
