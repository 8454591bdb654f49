namespace ContactNetwork.Node.Peers.Greetings;

/// <summary>
/// Whose turn it is to be talked with: the country that has been due for longest comes first, whatever its letter. Those
/// that did not answer last time hold their place until the call's time is over, so only a part of the places is theirs.
/// Safe for threads.
/// </summary>
internal sealed class TalkTurns(TimeProvider time)
{
    /// <summary>Talks under way at once.</summary>
    public const int TalksMax = 32;

    /// <summary>How many of them may be with countries that did not answer last time.</summary>
    public const int SilentTalksMax = 24;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Turn> turns = new(StringComparer.Ordinal);

    /// <summary>Takes those whose turn it is now; each must be ended. Forgets who is not among the countries any more.</summary>
    /// <param name="countries">All with whom this process talks.</param>
    /// <param name="pause">How long each waits from now until it is due again.</param>
    public IReadOnlyList<string> Take(IReadOnlySet<string> countries, Func<TimeSpan> pause)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            foreach (var country in countries)
                turns.TryAdd(country, new Turn(now));
            Forget(countries);
            var taken = new List<string>();
            var (places, silentPlaces) = Places();
            foreach (var (country, turn) in Due(countries, now))
            {
                if (places == 0)
                    break;
                if (turn.IsSilent && silentPlaces == 0)
                    continue;
                places--;
                silentPlaces -= turn.IsSilent ? 1 : 0;
                turn.IsTalking = true;
                turn.DueAt = now + Ticks(pause());
                taken.Add(country);
            }

            return taken;
        }
    }

    /// <summary>Ends a talk.</summary>
    public void End(string country, bool hasAnswered)
    {
        lock (gate)
        {
            if (!turns.TryGetValue(country, out var turn))
                return;
            turn.IsTalking = false;
            turn.IsSilent = !hasAnswered;
        }
    }

    /// <summary>Makes a country due at once.</summary>
    public void Want(string country)
    {
        lock (gate)
        {
            if (turns.TryGetValue(country, out var turn))
                turn.DueAt = Math.Min(turn.DueAt, time.GetTimestamp());
        }
    }

    /// <summary>Makes all due at once.</summary>
    public void WantAll()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            foreach (var turn in turns.Values)
                turn.DueAt = Math.Min(turn.DueAt, now);
        }
    }

    private List<KeyValuePair<string, Turn>> Due(IReadOnlySet<string> countries, long now) =>
    [
        .. turns
            .Where(each => each.Value.DueAt <= now && !each.Value.IsTalking && countries.Contains(each.Key))
            .OrderBy(each => each.Value.DueAt),
    ];

    private (int Places, int SilentPlaces) Places()
    {
        var (talking, silent) = (0, 0);
        foreach (var turn in turns.Values.Where(turn => turn.IsTalking))
        {
            talking++;
            silent += turn.IsSilent ? 1 : 0;
        }

        return (Math.Max(0, TalksMax - talking), Math.Max(0, SilentTalksMax - silent));
    }

    /// <summary>A talk that goes on keeps its place until it ends.</summary>
    private void Forget(IReadOnlySet<string> countries)
    {
        if (turns.Count <= countries.Count)
            return;
        foreach (var (country, turn) in turns.ToList())
        {
            if (!turn.IsTalking && !countries.Contains(country))
                turns.Remove(country);
        }
    }

    private long Ticks(TimeSpan pause) => (long)(pause.TotalSeconds * time.TimestampFrequency);

    private sealed class Turn(long dueAt)
    {
        public long DueAt { get; set; } = dueAt;

        public bool IsTalking { get; set; }

        public bool IsSilent { get; set; }
    }
}
