using ContactNetwork.Node.Clerks;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ContactNetwork.Node.Tests.Clerks;

public sealed class RetentionClerkTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task It_deletes_batch_by_batch_and_one_that_fails_does_not_hold_up_the_others()
    {
        var (failing, full) = (new Kept { Fault = new InvalidDataException() }, new Kept { Left = 25 });

        await LookAsync(isTrusted: true, failing, full);

        Assert.Equal(0, full.Left);
        Assert.Equal([10, 10, 5], full.Batches);
        Assert.All(full.Instants, instant => Assert.Equal(Now, instant));
    }

    [Fact]
    public async Task While_clocks_are_disputed_nothing_is_deleted()
    {
        var full = new Kept { Left = 25 };

        await LookAsync(isTrusted: false, full);

        Assert.Equal(25, full.Left);
    }

    private static Task LookAsync(bool isTrusted, params IRetention[] retentions) =>
        new RetentionClerk(retentions, new Clock(isTrusted), NullLogger<RetentionClerk>.Instance).LookAsync(TestContext.Current.CancellationToken);

    private sealed class Clock(bool isTrusted) : IStoreClock
    {
        public DateTimeOffset Now => RetentionClerkTests.Now;

        public bool IsTrusted => isTrusted;
    }

    /// <summary>Deletes ten at a time.</summary>
    private sealed class Kept : IRetention
    {
        private const int BatchMax = 10;

        public string What => "things";

        public int Left { get; set; }

        public Exception? Fault { get; init; }

        public List<int> Batches { get; } = [];

        public List<DateTimeOffset> Instants { get; } = [];

        public Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            if (Fault is not null)
                throw Fault;
            var count = Math.Min(Left, BatchMax);
            Left -= count;
            Instants.Add(now);
            if (count > 0)
                Batches.Add(count);
            return Task.FromResult(count);
        }
    }
}
