using ContactNetwork.Node.Peers.Greetings;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>Who is talked with next, of many countries some of which hang.</summary>
public sealed class TalkTurnsTests
{
    private const int Members = 200;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider time = new();
    private readonly TalkTurns turns;

    public TalkTurnsTests() => turns = new TalkTurns(time);

    private static SortedSet<string> Countries { get; } = new(
        Enumerable.Range(0, Members).Select(number => $"{(char)('A' + (number / 26))}{(char)('A' + (number % 26))}"), StringComparer.Ordinal);

    [Fact]
    public void Everybody_is_talked_with_in_time_though_the_first_sixty_of_the_alphabet_hang()
    {
        var hanging = Countries.Take(60).ToHashSet();
        var talks = Run(hanging, TimeSpan.FromMinutes(10));

        var longest = Countries.Except(hanging).Max(country => LongestPause(talks[country]));
        Assert.True(longest < TimeSpan.FromSeconds(60), $"A country that answers waited {longest}.");
        // Those that hang are tried, too, as often as the places for them allow.
        var expected = (double)hanging.Count / TalkTurns.SilentTalksMax * GreetingLimits.Timeout.TotalSeconds * 2;
        Assert.All(hanging, country => Assert.True(LongestPause(talks[country]).TotalSeconds < Math.Max(expected, 70), country));
    }

    [Fact]
    public void Everybody_is_talked_with_though_all_but_the_last_hang()
    {
        var last = Countries.Max!;
        var talks = Run([.. Countries.Where(country => country != last)], TimeSpan.FromMinutes(10));

        Assert.True(LongestPause(talks[last]) < TimeSpan.FromSeconds(60));
        Assert.All(Countries, country => Assert.True(talks[country].Count > 2, country));
    }

    [Fact]
    public void Whoever_is_due_for_longest_comes_first()
    {
        Assert.Equal(["XA"], turns.Take(Set("XA"), () => TimeSpan.FromSeconds(30)));
        turns.End("XA", hasAnswered: true);
        Assert.Equal(["XZ"], turns.Take(Set("XA", "XZ"), () => TimeSpan.FromSeconds(10)));
        turns.End("XZ", hasAnswered: true);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["XZ", "XA"], turns.Take(Set("XA", "XZ"), () => TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_wanted_talk_is_held_after_the_one_under_way()
    {
        Assert.Equal(["XA"], turns.Take(Set("XA"), () => TimeSpan.FromSeconds(10)));
        turns.Want("XA");
        Assert.Empty(turns.Take(Set("XA"), () => TimeSpan.FromSeconds(10)));
        turns.End("XA", hasAnswered: true);
        Assert.Equal(["XA"], turns.Take(Set("XA"), () => TimeSpan.FromSeconds(10)));
        turns.End("XA", hasAnswered: true);
        Assert.Empty(turns.Take(Set("XA"), () => TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Whoever_has_left_is_forgotten()
    {
        turns.Take(Set("XA", "XB"), () => TimeSpan.FromHours(1));
        turns.End("XB", hasAnswered: true);
        turns.Take(Set("XA"), () => TimeSpan.FromHours(1));

        Assert.Equal(["XB"], turns.Take(Set("XA", "XB"), () => TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(2, 20)]
    [InlineData(50, 20)]
    [InlineData(100, 40)]
    [InlineData(400, 60)]
    public void Talks_are_never_a_minute_apart_and_in_small_networks_not_20_seconds(int peers, int secondsMax)
    {
        var pauses = Enumerable.Range(0, 1_000).Select(_ => GreetingLimits.Pause(peers)).ToList();

        Assert.True(pauses.Max() < TimeSpan.FromSeconds(secondsMax));
        Assert.True(pauses.Min() >= GreetingLimits.PauseMin);
    }

    /// <summary>Lets time pass: who hangs ends after the call's time, the others at the next look.</summary>
    private Dictionary<string, List<DateTimeOffset>> Run(HashSet<string> hanging, TimeSpan length)
    {
        var talks = Countries.ToDictionary(country => country, _ => new List<DateTimeOffset>());
        var under = new List<(string Country, DateTimeOffset End)>();
        for (var end = time.GetUtcNow() + length; time.GetUtcNow() < end; time.Advance(Look))
        {
            foreach (var over in under.Where(talk => talk.End <= time.GetUtcNow()).ToList())
            {
                turns.End(over.Country, !hanging.Contains(over.Country));
                under.Remove(over);
            }

            foreach (var country in turns.Take(Countries, () => GreetingLimits.Pause(Members)))
            {
                talks[country].Add(time.GetUtcNow());
                under.Add((country, time.GetUtcNow() + (hanging.Contains(country) ? GreetingLimits.Timeout : Look)));
            }

            Assert.True(under.Count <= TalkTurns.TalksMax);
        }

        return talks;
    }

    private static TimeSpan LongestPause(List<DateTimeOffset> talks) =>
        talks.Zip(talks.Skip(1), (earlier, later) => later - earlier).DefaultIfEmpty(TimeSpan.MaxValue).Max();

    private static SortedSet<string> Set(params string[] countries) => new(countries, StringComparer.Ordinal);
}
