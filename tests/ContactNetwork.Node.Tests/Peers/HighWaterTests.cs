using ContactNetwork.Domain;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Node.Operations;
using ContactNetwork.Node.Peers.Outbound;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

public sealed class HighWaterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("high-water-test-").FullName;
    private readonly Alarms alarms = new();
    private readonly HighWater highWater;

    public HighWaterTests() => highWater = new HighWater(
        new NodeIdentity("XA", "lab", Realm.Operational, folder), alarms, NullLogger<HighWater>.Instance);

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

    [Fact]
    public void What_could_not_be_written_is_written_before_the_next_batch_and_the_alarm_follows()
    {
        Assert.True(highWater.TryKeep("XB", Lane.Urgent, new ChainPosition(1, 1, Digest.Zero)));
        var kept = Path.Combine(folder, "high-water");
        Directory.Move(kept, kept + ".aside");
        File.WriteAllText(kept, "no folder");

        // What the file says already needs no writing.
        Assert.True(highWater.TryKeep("XB", Lane.Urgent, new ChainPosition(1, 1, Digest.Zero)));
        Assert.False(highWater.TryKeep("XB", Lane.Urgent, new ChainPosition(1, 2, Digest.Zero)));
        Assert.False(highWater.TryKeep("XB", Lane.Urgent, new ChainPosition(1, 2, Digest.Zero)));
        Assert.Equal(["HIGH_WATER_UNUSABLE:XB/URGENT"], alarms.Raised);

        File.Delete(kept);
        Directory.Move(kept + ".aside", kept);
        Assert.True(highWater.TryKeep("XB", Lane.Urgent, new ChainPosition(1, 2, Digest.Zero)));
        Assert.Empty(alarms.Raised);
        Assert.Equal(2ul, highWater.Read("XB", Lane.Urgent)?.Sequence);
    }

    [Fact]
    public void A_file_that_can_t_be_read_holds_the_lane()
    {
        highWater.Write("XB", Lane.Urgent, new ChainPosition(1, 1, Digest.Zero));
        File.WriteAllText(FileOfLane, "1 one\n");
        Assert.False(highWater.TryRead("XB", Lane.Urgent, out _));
        Assert.Equal(["HIGH_WATER_UNUSABLE:XB/URGENT"], alarms.Raised);
    }
}
