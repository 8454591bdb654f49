using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

public sealed class DirectoryIndexTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryIndex index = new([Record("XA", "+999201000001"), Record("XB", "+999201000002")], Zones.Find);

    [Fact]
    public void One_country_changes_and_the_others_stay_as_they_are()
    {
        var next = index.With([Record("XB", "+999201000003")], []);
        Assert.Equal("+999201000003", NumberOf(next, "XB"));
        Assert.Equal("+999201000001", NumberOf(next, "XA"));
        Assert.Same(index.Find("XA"), next.Find("XA"));
        Assert.Equal("+999201000002", NumberOf(index, "XB"));
    }

    [Fact]
    public void Countries_come_and_go_and_keep_their_order()
    {
        var next = index.With([Record("XC", "+999201000004"), Record("QM", "+999201000005")], ["XA"]);
        Assert.Equal(["QM", "XB", "XC"], next.Records.Select(record => record.Country));
        Assert.Null(next.Find("XA"));
        Assert.Equal(3, next.Answer(Question(), Now, 0, 10).TotalCount);
    }

    [Fact]
    public void A_question_about_a_country_that_is_not_there_finds_nothing() =>
        Assert.Equal(0, index.Answer(Question("XZ"), Now, 0, 10).TotalCount);

    [Fact]
    public void Words_find_countries_without_sheet_by_their_name()
    {
        var next = index.With([DirectoryRecords.Of("XC", "Cedonia", [])], []);
        Assert.Equal(["XC"], next.Answer(Question(text: "cedon"), Now, 0, 10).WithoutSheet);
        Assert.Empty(next.Answer(Question("XA", "cedon"), Now, 0, 10).WithoutSheet);
    }

    private static DirectoryQuestion Question(string country = "", string text = "") => new(country, null, "", null, null, "", text);

    private static string NumberOf(DirectoryIndex index, string country) =>
        Assert.Single(index.Answer(Question(country), Now, 0, 10).Found).Channels[0].Channel.Value;

    private static CountryRecord Record(string country, string number)
    {
        var sheet = ReadSheet.Of(TestSheets.Unsigned(TestSheets.After(TestSheets.Content(country, number), null))).Sheet!;
        return DirectoryRecords.Of(country, $"Land of {country}", [new SheetInForce(sheet, Now.AddDays(-10))]);
    }
}
