using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Domain.Contacts;

namespace ContactNetwork.Domain.Tests.Contacts;

public sealed class ContactTestScheduleTests
{
    private static readonly byte[] Secret = SHA256.HashData("of one node"u8);
    private static readonly DateTimeOffset From = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = From.AddMonths(1);
    private static readonly TimeZoneInfo Tokyo = TimeZoneInfo.CreateCustomTimeZone("Tokyo", TimeSpan.FromHours(9), "Tokyo", "Tokyo");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(200)]
    public void Each_country_is_tested_once_by_another_and_every_node_agrees(int count)
    {
        string[] members = [.. Enumerable.Range(0, count).Select(number => $"{(char)('A' + (number / 26))}{(char)('A' + (number % 26))}")];

        string[] tested = [.. members.Select(tester => ContactTestPairing.TestedBy(tester, "lab", "2026-12", members.Reverse())!)];

        Assert.Equal(members, tested.Order(StringComparer.Ordinal));
        Assert.All(members.Zip(tested), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void The_partners_change_from_month_to_month()
    {
        string[] members = ["XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH"];

        int partners = Enumerable.Range(1, 12)
            .Select(month => ContactTestPairing.TestedBy("XA", "lab", FormattableString.Invariant($"2026-{month:00}"), members))
            .Distinct().Count();

        Assert.InRange(partners, 4, 7);
    }

    [Fact]
    public void A_country_alone_and_one_that_is_no_member_test_nobody()
    {
        Assert.Null(ContactTestPairing.TestedBy("XA", "lab", "2026-12", ["XA"]));
        Assert.Null(ContactTestPairing.TestedBy("XA", "lab", "2026-12", ["XB", "XC"]));
    }

    [Fact]
    public void A_third_falls_into_the_night_there_a_third_into_the_weekend_there()
    {
        const int Draws = 3_000;
        var counts = Enumerable.Range(0, Draws)
            .Select(number => ContactTestSchedule.Draw(Secret, $"draw {number}", From, Until, From, "JP", Tokyo)!.Value)
            .CountBy(instant => ContactTestSchedule.BandOf(instant, "JP", Tokyo))
            .ToDictionary();

        Assert.All(Enum.GetValues<ContactTestBand>(), band => Assert.InRange(counts[band], Draws * 30 / 100, Draws * 37 / 100));
    }

    [Fact]
    public void The_same_node_draws_the_same_and_another_node_something_else()
    {
        byte[] other = SHA256.HashData(Encoding.UTF8.GetBytes("of another"));
        var same = Draw(Secret, From);

        Assert.Equal(same, Draw(Secret, From));
        Assert.NotEqual(same, Draw(other, From));
        Assert.InRange(same!.Value, From, Until);
    }

    [Fact]
    public void An_instant_that_has_passed_is_drawn_anew()
    {
        DateTimeOffset first = Draw(Secret, From)!.Value;
        DateTimeOffset? next = Draw(Secret, first);

        Assert.True(next is null || next > first);
        Assert.Null(Draw(Secret, Until));
    }

    [Theory]
    [InlineData("XA", 4, 12, ContactTestBand.Day)]
    [InlineData("SA", 4, 12, ContactTestBand.Weekend)]
    [InlineData("XA", 6, 12, ContactTestBand.Weekend)]
    [InlineData("SA", 6, 12, ContactTestBand.Day)]
    [InlineData("XA", 6, 23, ContactTestBand.Night)]
    [InlineData("XA", 7, 5, ContactTestBand.Night)]
    [InlineData("XA", 7, 6, ContactTestBand.Day)]
    public void Nights_and_weekends_are_the_tested_country_s(string country, int day, int hour, ContactTestBand band) =>
        Assert.Equal(band, ContactTestSchedule.BandOf(new DateTimeOffset(2026, 12, day, hour, 0, 0, TimeSpan.Zero), country, TimeZoneInfo.Utc));

    private static DateTimeOffset? Draw(byte[] secret, DateTimeOffset now) =>
        ContactTestSchedule.Draw(secret, "lab/2026-12/JP/human-ping", From, Until, now, "JP", Tokyo);
}
