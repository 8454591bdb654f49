using ContactNetwork.Cards;
using ContactNetwork.Cli.Contacts;
using ContactNetwork.Cli.Contacts.Printing;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Tests.Contacts;

public sealed class CardContentTests
{
    private static readonly DateTimeOffset Winter = new(2026, 11, 23, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_card_tells_the_sheet_in_words()
    {
        CountryCard card = CardContent.Of(new KnownSheet(SampleSheets.Belmaria, new string('a', 64)), Winter);
        CardContact desk = card.Contacts[0];

        Assert.Equal("Belmaria", card.Names[0].Text);
        Assert.Equal(CardMarking.Amber, card.Marking);
        Assert.Equal(["Primary", "Technical", "BC Art. 35"], desk.Facts);
        Assert.Equal(["Phone", "Node", "Mobile", "E-mail"], desk.Reaches.Select(reach => reach.Kind));
        Assert.Equal([true, false, true, false], desk.Reaches.Select(reach => reach.IsNumber));
        Assert.Equal(["English C1, at any hour", "French B2, spoken, staffed hours", "Formal requests in: English"], desk.Languages);
        Assert.Equal("traffic path (BC Art. 30) to Ministry of Justice (needs the act's date)", desk.Remarks.Single(remark => remark.Heading == "Hands on").Text);
        Assert.Contains(card.Remarks, remark => remark.Text == "UNCC Art. 41: nobody is designated; use Cyber Police, duty desk.");
        Assert.Contains(card.Remarks, remark => remark.Text == "by order; 90 days; can be renewed");
    }

    [Fact]
    public void Hours_are_told_there_and_in_UTC_for_both_of_the_years_offsets()
    {
        var hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.OnCall, Holidays = { new Holiday { Date = "2026-12-25", Name = "x" }, new Holiday { Date = "2026-01-01", Name = "y" } } };
        hours.Weekly.Add(Enumerable.Range(1, 5).Select(day => new WeeklySpan { Weekday = day, Start = "08:00", End = "16:30" }));

        Assert.Equal(
            [
                "On call day and night",
                "Staffed Mon–Fri 08:00–16:30, local time",
                "Time zone Europe/Vienna",
                "Now UTC+01:00: Mon–Fri 07:00–15:30 UTC",
                "From 28 Mar 2027 UTC+02:00: Mon–Fri 06:00–14:30 UTC",
                "Closed 25 Dec 2026",
            ],
            HourWords.Of(hours, Winter));
    }

    [Theory]
    [InlineData("Asia/Tokyo", "08:00", "16:30", "Now UTC+09:00: Sun 23:00 (day before)–07:30 UTC")]
    [InlineData("America/Bogota", "20:00", "24:00", "Now UTC−05:00: Sun 01:00 (next day)–05:00 UTC")]
    [InlineData("Etc/UTC", "20:00", "24:00", "Now UTC+00:00: Sun 20:00–24:00 UTC")]
    [InlineData("Asia/Tokyo", "8 o'clock", "16:30", "Now UTC+09:00: Sun ?–07:30 UTC")]
    public void Hours_that_fall_on_another_day_in_UTC_say_so(string zone, string start, string end, string line)
    {
        var hours = new OpeningHours { Zone = zone, Coverage = Coverage.OfficeHours, Weekly = { new WeeklySpan { Weekday = 7, Start = start, End = end } } };

        Assert.Contains(line, HourWords.Of(hours, Winter));
    }

    [Fact]
    public void What_is_not_known_here_is_told_and_breaks_nothing()
    {
        Sheet sheet = SampleSheets.Belmaria.Clone();
        sheet.Marking = (Marking)77;
        sheet.ContactPoints[1].Hours = new OpeningHours { Zone = "Moon/Base", Coverage = (Coverage)77 };
        sheet.ContactPoints[0].Channels[0].Kind = (ChannelKind)77;

        CountryCard card = CardContent.Of(new KnownSheet(sheet, new string('a', 64)), Winter);

        Assert.Equal(CardMarking.Red, card.Marking);
        Assert.Equal(["Hours not told", "Time zone Moon/Base (not known here)"], card.Contacts[1].Hours);
        Assert.Equal("Other", card.Contacts[0].Reaches[0].Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Odd_sheets_have_a_card_too(int seed) =>
        Assert.Equal("XC", CardContent.Of(new KnownSheet(SampleSheets.Odd(seed), new string('a', 64)), Winter).Country);
}
