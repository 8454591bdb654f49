using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Store.Feeds;

namespace ContactNetwork.Node.Preservations.Board;

/// <summary>Streams the board's changes.</summary>
internal sealed class BoardFeed(FeedTools tools, ILogger<BoardFeed> log)
    : ChangeFeed(tools, Table, log)
{
    /// <summary>What is watched: those who come without a token get the whole board first.</summary>
    public static FeedTable Table { get; } = new("node.board", WakeTopics.Board, FirstCondition: "true");
}
