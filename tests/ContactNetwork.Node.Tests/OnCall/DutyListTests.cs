using ContactNetwork.Domain;
using ContactNetwork.Domain.OnCall;
using ContactNetwork.Node.OnCall;
using ContactNetwork.Node.OnCall.Channels;
using ContactNetwork.Node.OnCall.Pages;
using ContactNetwork.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ContactNetwork.Node.Tests.OnCall;

public sealed class DutyListTests
{
    [Theory]
    [InlineData(Urgency.Emergency, 3, 15)]
    [InlineData(Urgency.Urgent, 15, 60)]
    [InlineData(Urgency.Routine, 240, 2880)]
    public void Without_a_ladder_the_persons_are_paged_in_turn(Urgency urgency, double second, double missed)
    {
        var ladder = new DutyList(FixedOptions.Of(Read(Settings.TwoPersons(25)))).LadderFor(urgency);

        Assert.Equal([0, second], ladder.Steps.Select(step => step.After.TotalMinutes));
        Assert.Equal(["anna", "boris"], ladder.Steps.Select(step => Assert.Single(step.Targets).Person));
        Assert.Equal((missed, 10), (ladder.MissedAfter.TotalMinutes, ladder.AlarmEvery.TotalMinutes));
    }

    [Fact]
    public void A_person_is_paged_by_all_methods_and_addresses()
    {
        var settings = Settings.TwoPersons(25);
        settings["OnCall:DutyList:0:Methods:1:Kind"] = "smtp";
        settings["OnCall:DutyList:0:Methods:1:Address"] = "anna@home.example";
        DutyList duty = new(FixedOptions.Of(Read(settings)));

        var targets = duty.LadderFor(Urgency.Emergency).Steps[0].Targets;

        Assert.Equal([new PageTarget("anna", "smtp", "0"), new PageTarget("anna", "smtp", "1")], targets);
        Assert.Equal([Settings.Anna, "anna@home.example"], targets.Select(duty.AddressOf));
        Assert.Null(duty.AddressOf(new PageTarget("anna", "smtp", "2")));
        Assert.Null(duty.AddressOf(new PageTarget("carla", "smtp", "0")));
    }

    [Fact]
    public void A_malformed_change_does_not_end_the_paging()
    {
        using LogWatch logs = new();
        logs.Expect("the refusal", log => log.Event.Name == "SettingsNotTaken");
        using LoggerFactory loggers = new([logs.Provider]);
        FixedOptions settings = new(Read(Settings.TwoPersons(25)));
        DutyList duty = new(new SoundOptions(settings, loggers.CreateLogger<SoundOptions>()));
        Assert.Equal("Anna A.", duty.NameOf("anna"));

        settings.Problem = "OnCall:DutyList:0:Methods is empty.";

        Assert.Equal("Anna A.", duty.NameOf("anna"));
        Assert.Equal(2, duty.LadderFor(Urgency.Emergency).Steps.Length);
        Assert.Single(logs.Logs);
    }

    [Fact]
    public void Sound_options_are_taken() => Assert.Empty(Problems([]));

    [Theory]
    [InlineData("OnCall:DutyList:0:Person", "a/b", "DutyList:0:Person")]
    [InlineData("OnCall:DutyList:0:Person", "boris", "twice")]
    [InlineData("OnCall:DutyList:0:DisplayName", "", "DisplayName")]
    [InlineData("OnCall:DutyList:0:Methods:0:Kind", "pigeon", "pigeon")]
    [InlineData("OnCall:DutyList:0:Methods:0:Address", "nowhere", "malformed")]
    [InlineData("OnCall:Smtp:Host", "", "Smtp:Host")]
    [InlineData("OnCall:Smtp:Port", "70000", "Smtp:Port")]
    [InlineData("OnCall:Smtp:From", "", "Smtp:From")]
    [InlineData("OnCall:Smtp:User", "node", "in clear")]
    [InlineData("OnCall:Smtp:CaFile", "/nowhere", "CaFile")]
    [InlineData("OnCall:Smtp:TimeoutSeconds", "40", "TimeoutSeconds")]
    [InlineData("OnCall:DeskPhone", "020 12", "DeskPhone")]
    [InlineData("OnCall:Ladder:Urgent:MissedAfterMinutes", "5", "Steps needs")]
    public void A_desk_that_could_not_page_does_not_start(string key, string value, string problem) =>
        Assert.Contains(Problems(new() { [key] = value }), found => found.Contains(problem, StringComparison.Ordinal));

    [Theory]
    [InlineData("0", "5", "anna", "10", "")]
    [InlineData("1", "5", "anna", "10", "must be 0")]
    [InlineData("0", "0", "anna", "10", "later than")]
    [InlineData("0", "5", "carla", "10", "carla")]
    [InlineData("0", "5", "anna", "5", "after the last step")]
    public void A_ladder_must_climb(string first, string second, string person, string missed, string problem)
    {
        var problems = Problems(new()
        {
            ["OnCall:Ladder:Urgent:Steps:0:Minutes"] = first,
            ["OnCall:Ladder:Urgent:Steps:0:Persons:0"] = "boris",
            ["OnCall:Ladder:Urgent:Steps:1:Minutes"] = second,
            ["OnCall:Ladder:Urgent:Steps:1:Persons:0"] = person,
            ["OnCall:Ladder:Urgent:MissedAfterMinutes"] = missed,
        });

        Assert.Equal(problem.Length > 0, problems.Count > 0);
        Assert.All(problems, found => Assert.Contains(problem, found, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Urgency.Emergency, 30)]
    [InlineData(Urgency.Urgent, 30)]
    [InlineData(Urgency.Routine, 300)]
    public void Pauses_grow_and_stay_short(Urgency urgency, double longest)
    {
        var pauses = Enumerable.Range(0, 100).Select(attempts => PageSpacing.After(attempts, urgency, share: 1).TotalSeconds).ToList();

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((2, longest), (pauses[0], pauses[^1]));
        Assert.All(Enumerable.Range(0, 100), attempts =>
            Assert.True(PageSpacing.After(attempts, urgency, share: 0).TotalSeconds >= pauses[attempts] / 2));
    }

    private static List<string> Problems(Dictionary<string, string?> changes)
    {
        var settings = Settings.TwoPersons(25);
        foreach (var (key, value) in changes)
            settings[key] = value;
        return [.. new OnCallOptionsValidator([new PageChannelKind(SmtpChannel.SmtpKind)]).Validate(null, Read(settings)).Failures ?? []];
    }

    private static OnCallOptions Read(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("OnCall").Get<OnCallOptions>()
        ?? throw new InvalidOperationException("There are settings.");
}
