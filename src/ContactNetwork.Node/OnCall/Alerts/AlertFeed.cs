using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store.Feeds;

namespace ContactNetwork.Node.OnCall.Alerts;

/// <summary>Streams the changes of alerts.</summary>
internal sealed class AlertFeed(FeedTools tools, ILogger<AlertFeed> log) : ChangeFeed(tools, Table, log)
{
    /// <summary>What is watched: those who come without a token get the open alerts first.</summary>
    public static FeedTable Table { get; } = new("node.alert", WakeTopics.Alerts, FirstCondition: "is_open");
}
