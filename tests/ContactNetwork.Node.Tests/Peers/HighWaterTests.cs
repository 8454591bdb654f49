using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Peers.Outbound;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

public sealed class HighWaterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("high-water-test-").FullName;
    private readonly HighWater highWater;

    public HighWaterTests() => highWater = new HighWater(new NodeIdentity("XA", "lab", Realm.Operational, folder));

    private string FileOfLane => Directory.GetFiles(folder, "XB-*", SearchOption.AllDirectories).Single();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_written_is_read()
    {
        Assert.Null(highWater.Read("XB", Lane.Urgent));
        var cursor = new ChainPosition(2, 7, Digest.Of("seven"u8));
        highWater.Write("XB", Lane.Urgent, cursor);
        Assert.Equal(cursor, highWater.Read("XB", Lane.Urgent));
        Assert.Null(highWater.Read("XB", Lane.Routine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    public void A_file_that_a_power_cut_left_empty_says_nothing_and_stops_no_lane(string content)
    {
        highWater.Write("XB", Lane.Urgent, new ChainPosition(1, 1, Digest.Zero));
        File.WriteAllText(FileOfLane, content);
        Assert.Null(highWater.Read("XB", Lane.Urgent));
    }

    [Fact]
    public void A_file_that_holds_something_else_is_told()
    {
        highWater.Write("XB", Lane.Urgent, new ChainPosition(1, 1, Digest.Zero));
        File.WriteAllText(FileOfLane, "1 one\n");
        Assert.Contains("XB-", Assert.Throws<InvalidDataException>(() => highWater.Read("XB", Lane.Urgent)).Message, StringComparison.Ordinal);
    }
}
