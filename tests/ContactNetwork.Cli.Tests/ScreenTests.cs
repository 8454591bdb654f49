using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Tests;

public sealed class ScreenTests
{
    [Fact]
    public async Task Every_screen_fits_into_its_columns()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        BoardRow troubled = Samples.Row();
        troubled.Trouble = string.Join(' ', Enumerable.Repeat("The other side has not answered.", 8));
        troubled.DueStep = "a very long description of what is due next on this request";
        troubled.CallPhone = "+999255502000";
        node.Behavior.Rows.Add(troubled);
        node.Behavior.Alerts.Add(Samples.Alert());
        node.Behavior.Border.Add(Samples.Refusal());
        string profile = node.Profile();
        string[][] commands =
        [
            ["preservation", "list"], ["preservation", "show", Samples.Reference], ["alert", "list"], ["peer", "list"], ["peer", "show", "XB"], ["peer", "refusals"],
            ["people", "me"], ["node", "status"], ["alert", "acknowledge", "PR-XB-2026-000001-9"],
        ];

        foreach (string[] command in commands)
        {
            CnRun run = await CnRun.Async(profile, command);

            Assert.Equal(0, run.ExitCode);
            Assert.All(run.Output.Split('\n'), line => Assert.True(Safe.Width(line) <= CnRun.Width, $"{string.Join(' ', command)}: {line}"));
        }
    }

    [Fact]
    public async Task The_list_tells_times_with_zone_and_from_now_and_the_trouble_with_the_number_to_call()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        BoardRow row = Samples.Row();
        row.Trouble = "XB has not answered.";
        row.CallPhone = "+999255502000";
        node.Behavior.Rows.Add(row);

        string output = (await CnRun.Async(node.Profile(), "preservation", "list")).Output;

        Assert.Contains("Filed (UTC)", output, StringComparison.Ordinal);
        Assert.Contains("3 min ago", output, StringComparison.Ordinal);
        Assert.Contains("in 12 min: signed receipt", output, StringComparison.Ordinal);
        Assert.Contains("on its way", output, StringComparison.Ordinal);
        Assert.Contains("Call +999255502000.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peers_heartbeats_are_a_bar_of_24_hours_and_its_troubles_in_words()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        string output = (await CnRun.Async(node.Profile(), "peer", "show", "XB")).Output;
        string json = (await CnRun.Async(node.Profile(), "peer", "show", "XB", "--json")).Output;

        Assert.Contains("···█················▆·▃×", output, StringComparison.Ordinal);
        Assert.Contains("530 of 720 passed; 530 came from it", output, StringComparison.Ordinal);
        Assert.Contains("certificate: 88 day(s) left", output, StringComparison.Ordinal);
        Assert.Contains("40 missed in a row", output, StringComparison.Ordinal);
        Assert.Contains("7 late, the latest 7.2 s, 3 with the clock up to 2.9 s off", output, StringComparison.Ordinal);
        Assert.Contains("140 of 200 failed", output, StringComparison.Ordinal);
        Assert.Contains("\"heartbeatHours\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_others_cannot_steer_the_terminal()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        GetPreservationResponse found = Samples.Preservation();
        found.History[1].Note = "\u001b[2Jgone\u202e [red]markup[/]";
        node.Behavior.Preservation = found;

        string output = (await CnRun.Async(node.Profile(), "preservation", "show", Samples.Reference)).Output;

        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
        Assert.Contains("[red]markup[/]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_step_names_its_key()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        string output = (await CnRun.Async(node.Profile(), "preservation", "show", Samples.Reference)).Output;

        Assert.Contains("aaaaaaaaaaaaaaaa", output, StringComparison.Ordinal);
        Assert.Contains("peer XB", output, StringComparison.Ordinal);
    }
}
