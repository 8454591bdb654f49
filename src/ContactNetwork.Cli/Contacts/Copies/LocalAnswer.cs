using ContactNetwork.Cli.Screens;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Contacts.Copies;

/// <summary>That the local copy answered, why, and how old it is. Told with every such answer.</summary>
/// <param name="Reason">OFFLINE where it was asked for, else UNAVAILABLE or DEADLINE_EXCEEDED.</param>
/// <param name="Message">The same in words.</param>
/// <param name="CreateTime">When the node made the copy, by the node's clock; signed.</param>
/// <param name="ReplicaTime">When the node last compared what it rests on with its store; signed.</param>
/// <param name="CheckTime">When the node last sent it, or had nothing newer; by this machine's clock.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
internal sealed record LocalAnswer(
    string Reason, string Message, DateTimeOffset CreateTime, DateTimeOffset ReplicaTime, DateTimeOffset CheckTime, long AgeSeconds)
{
    /// <summary>The field of JSON results.</summary>
    public const string Field = "localCopy";

    public static LocalAnswer Of(KeptCopy kept, string reason, string message, DateTimeOffset now) => new(
        reason, message, kept.Copy.CreateTime, kept.Copy.ReplicaTime, kept.Pin.CheckTime, (long)(now - kept.Pin.CheckTime).TotalSeconds);

    /// <summary>Tells it before the answer.</summary>
    public void Tell(Screen screen)
    {
        foreach (string line in Safe.Wrap($"From the local copy, not from the node: {Message}", screen.Width)) screen.Line($"[yellow]{Safe.Text(line)}[/]");
        Timestamp compared = Timestamp.FromDateTimeOffset(CheckTime);
        screen.Line($"[yellow]It was last compared with the node {Safe.Text(screen.Times.FullWithRelative(compared))}. What changed since is not in it.[/]");
    }
}
