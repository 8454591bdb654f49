using System.CommandLine;
using System.Globalization;
using ContactNetwork.Cli.Screens;
using ContactNetwork.Client;

namespace ContactNetwork.Cli;

/// <summary>What the watching commands share: where to resume, when to end, what to say when the connection is lost.</summary>
internal sealed class WatchOptions
{
    public Option<string?> Resume { get; } = new("--resume") { Description = "Resume after this token (resumeToken in the JSON) instead of beginning with everything.", HelpName = "token" };

    public Option<int?> Timeout { get; } = Positive(new("--timeout") { Description = "End after so many seconds with exit code 6.", HelpName = "seconds" });

    /// <summary>Runs a watch until it ends by itself, by Ctrl-C (that is its good end) or by the timeout.</summary>
    public async Task<int> FollowAsync(
        Session session,
        Func<string?, Action<ContactNetworkException, TimeSpan>, CancellationToken, Task> watch,
        CancellationToken cancellation)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (session.Parse.GetValue(Timeout) is { } seconds) ends.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await watch(session.Parse.GetValue(Resume), (failure, delay) => Interrupted(session, failure, delay), ends.Token);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            throw new CliException(ExitCodes.Unavailable, "TIMEOUT", "The time is over before it happened.", "See where it stands with 'show' or 'list'.");
        }
    }

    private static Option<int?> Positive(Option<int?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int seconds) && seconds < 1)
                result.AddError($"{option.Name} must be 1 or more.");
        });
        return option;
    }

    private static void Interrupted(Session session, ContactNetworkException failure, TimeSpan delay)
    {
        if (session.IsJson)
        {
            session.Notices.JsonLine(new { notice = new { reason = "INTERRUPTED", message = failure.Message, retryDelaySeconds = delay.TotalSeconds } });
            return;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"{failure.Message} Trying again in {delay.TotalSeconds:0.0} s; nothing will be missed.");
        foreach (string line in Safe.Wrap(text, session.Notices.Width - 10)) session.Notices.Line($"          [yellow]{Safe.Text(line)}[/]");
    }
}
