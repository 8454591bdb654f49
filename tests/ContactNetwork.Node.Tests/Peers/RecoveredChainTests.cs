using ContactNetwork.Federation;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Peers.Restores;
using Xunit;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>What is believed of a lane that a peer gives back.</summary>
public sealed class RecoveredChainTests
{
    private static readonly Digest Start = Digest.Of("start"u8);

    [Fact]
    public void What_follows_and_is_signed_by_a_key_that_counts_is_believed_at_once()
    {
        var chain = Chain();
        var next = Own(2, Start);
        Assert.Equal([next], chain.Add(next));
        Assert.Equal((1ul, 2ul), (chain.Epoch, chain.Sequence));
        chain.End();
    }

    public static TheoryData<string, ulong, ulong, string> Broken => new()
    {
        { "a number left out", 1, 3, "CHAIN_BROKEN" },
        { "a number again", 1, 1, "CHAIN_BROKEN" },
        { "an epoch that is over", 0, 2, "CHAIN_BROKEN" },
        { "an epoch that does not begin with 1", 2, 2, "CHAIN_BROKEN" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_does_not_follow_is_refused(string what, ulong epoch, ulong sequence, string code) =>
        Assert.True(code == CodeOf(() => Chain().Add(Own(sequence, Start, epoch: epoch))), what);

    [Fact]
    public void What_names_another_predecessor_than_the_store_holds_is_a_fork() =>
        Assert.Equal("FORK", CodeOf(() => Chain().Add(Own(2, Digest.Of("other"u8)))));

    [Fact]
    public void What_only_withdrawn_keys_signed_waits_for_one_that_names_it_and_is_refused_when_none_comes()
    {
        var chain = Chain();
        var (first, second) = (Own(2, Start, isCounting: false), Own(3, DigestOf(1, 2), isCounting: false));
        Assert.Empty(chain.Add(first));
        Assert.Empty(chain.Add(second));
        var third = Own(4, DigestOf(1, 3));
        Assert.Equal([first, second, third], chain.Add(third));

        Assert.Empty(chain.Add(Own(5, DigestOf(1, 4), isCounting: false)));
        Assert.Equal("DISPATCH_NOT_BELIEVED", CodeOf(chain.End));
        Assert.Equal("DISPATCH_NOT_BELIEVED", CodeOf(() => chain.Add(Own(1, Digest.Zero, epoch: 2))));
    }

    [Fact]
    public void The_high_water_file_vouches_for_what_it_names_and_all_before_it()
    {
        var chain = Chain(new ChainPosition(1, 3, DigestOf(1, 3)));
        var (first, second) = (Own(2, Start, isCounting: false), Own(3, DigestOf(1, 2), isCounting: false));
        Assert.Empty(chain.Add(first));
        Assert.Equal([first, second], chain.Add(second));
        Assert.Equal("FORK", CodeOf(() => Chain(new ChainPosition(1, 2, Start)).Add(first)));
    }

    [Fact]
    public void No_more_than_a_bounded_count_waits()
    {
        var chain = Chain();
        var before = Start;
        for (var number = 2ul; number < 2 + RecoveredChain.WaitingMax; number++)
        {
            Assert.Empty(chain.Add(Own(number, before, isCounting: false)));
            before = DigestOf(1, number);
        }

        Assert.Equal("DISPATCH_NOT_BELIEVED", CodeOf(() => chain.Add(Own(2 + RecoveredChain.WaitingMax, before, isCounting: false))));
    }

    private static RecoveredChain Chain(ChainPosition? file = null) => new(new ChainPosition(1, 1, Digest.Zero), Start, file);

    private static string CodeOf(Action act) => Assert.Throws<RecoveryException>(act).Message;

    private static Digest DigestOf(ulong epoch, ulong number) => Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{epoch}/{number}"));

    private static OwnDispatch Own(ulong number, Digest previous, ulong epoch = 1, bool isCounting = true) => new(
        Guid.Empty,
        new ChainPlace(epoch, number, previous),
        DigestOf(epoch, number),
        new DispatchSkeleton(),
        new Envelope(),
        DispatchContent.ErasedBefore(),
        Body: null,
        Receipt: null,
        new Envelope(),
        isCounting);
}
