using System.Diagnostics;

namespace ContactNetwork.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("cn ", "preservation")]
    [InlineData("cn pre", "preservation")]
    [InlineData("cn alert ", "acknowledge")]
    [InlineData("cn preservation list --stage ", "acknowledged")]
    [InlineData("cn preservation file --te", "--template")]
    [InlineData("cn people revoke X --role ", "duty-officer")]
    public async Task Commands_options_and_their_words_are_completed(string line, string expected)
    {
        CnRun run = await CnRun.WithAsync([$"[suggest:{line.Length}]", line], null, TestContext.Current.CancellationToken);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output.Split('\n').Select(word => word.Trim()));
    }

    [Fact]
    public async Task Bash_takes_the_script_and_completes_with_it()
    {
        string script = (await CnRun.WithAsync(["completion", "bash"], null, TestContext.Current.CancellationToken)).Output;
        string trial = script + """

            cn() { printf 'one\ntwo\n'; }
            COMP_LINE='cn ' COMP_POINT=3
            _cn_complete
            printf '%s,' "${COMPREPLY[@]}"
            complete -p cn >/dev/null && printf 'registered'
            """;
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        await bash.StandardInput.WriteAsync(trial);
        bash.StandardInput.Close();

        Assert.Equal("one,two,registered", await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task There_is_a_script_for_zsh()
    {
        CnRun run = await CnRun.WithAsync(["completion", "zsh"], null, TestContext.Current.CancellationToken);

        Assert.StartsWith("#compdef cn", run.Output, StringComparison.Ordinal);
        Assert.Contains("compdef _cn cn", run.Output, StringComparison.Ordinal);
    }
}
