using ContactNetwork.Federation.Dispatches;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ContactNetwork.Federation.Tests.Dispatches;

public sealed class ChainTests
{
    private static readonly Digest Other = Digest.Of("other"u8);

    [Fact]
    public void The_first_dispatch_of_a_chain_has_number_one_and_no_predecessor()
    {
        Assert.Equal(ChainVerdict.Next, Chain.Judge(default, new(1, 1, Digest.Zero), Other, null));
        Assert.Equal(ChainVerdict.Gap, Chain.Judge(default, new(1, 2, Digest.Zero), Other, null));
        Assert.Equal(ChainVerdict.Broken, Chain.Judge(default, new(1, 1, Other), Other, null));
        Assert.Equal(new ChainPlace(1, 1, Digest.Zero), default(ChainPosition).Next());
    }

    [Fact]
    public void A_chain_goes_on_only_from_its_last_dispatch()
    {
        ChainPosition cursor = new(1, 5, Digest.Of("five"u8));
        Assert.Equal(ChainVerdict.Next, Chain.Judge(cursor, new(1, 6, cursor.Digest), Other, null));
        Assert.Equal(ChainVerdict.Broken, Chain.Judge(cursor, new(1, 6, Other), Other, null));
        Assert.Equal(ChainVerdict.Gap, Chain.Judge(cursor, new(1, 8, Other), Other, null));
        Assert.Equal(6ul, Chain.Expected(cursor, new(1, 8, Other)));
    }

    [Fact]
    public void A_number_used_before_is_a_duplicate_or_a_fork()
    {
        ChainPosition cursor = new(1, 5, Digest.Of("five"u8));
        Assert.Equal(ChainVerdict.Duplicate, Chain.Judge(cursor, new(1, 3, Other), Other, Other));
        Assert.Equal(ChainVerdict.Fork, Chain.Judge(cursor, new(1, 3, Other), Other, Digest.Of("three"u8)));
        Assert.Equal(ChainVerdict.Fork, Chain.Judge(cursor, new(1, 3, Other), Other, null));
    }

    [Fact]
    public void A_new_epoch_starts_from_one_and_ends_the_old_one()
    {
        ChainPosition cursor = new(1, 5, Digest.Of("five"u8));
        Assert.Equal(ChainVerdict.NewEpoch, Chain.Judge(cursor, new(2, 1, Digest.Zero), Other, null));
        Assert.Equal(ChainVerdict.Gap, Chain.Judge(cursor, new(2, 6, cursor.Digest), Other, null));
        Assert.Equal(1ul, Chain.Expected(cursor, new(2, 6, cursor.Digest)));
        Assert.Equal(ChainVerdict.Broken, Chain.Judge(cursor, new(2, 1, cursor.Digest), Other, null));
        Assert.Equal(ChainVerdict.OldEpoch, Chain.Judge(new(2, 1, Other), new(1, 6, cursor.Digest), Digest.Of("six"u8), null));
        Assert.Equal(ChainVerdict.Duplicate, Chain.Judge(new(2, 1, Other), new(1, 5, default), cursor.Digest, cursor.Digest));
    }

    /// <summary>However a sender repeats, re-orders and leaves out, the receiver ends with exactly the sender's chain.</summary>
    [Property(MaxTest = 300)]
    public Property A_receiver_stores_each_dispatch_once_and_in_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>().ToArbitrary(1, 30),
        ArbMap.Default.ArbFor<NonNegativeInt[]>(),
        (length, order) =>
        {
            (ChainPlace Place, Digest Digest)[] chain = MakeChain(length);
            var receiver = new Receiver();
            foreach (NonNegativeInt index in order)
                receiver.Offer(chain[index.Get % length]);
            foreach ((ChainPlace Place, Digest Digest) dispatch in chain)
                Assert.Contains(receiver.Offer(dispatch), new[] { ChainVerdict.Next, ChainVerdict.Duplicate });
            Assert.Equal(chain.Select(dispatch => dispatch.Digest), receiver.Stored);
        });

    /// <summary>Any other dispatch under a used number is noticed, at once or when it comes, and never stored.</summary>
    [Property(MaxTest = 300)]
    public Property A_second_history_is_always_a_fork() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>().ToArbitrary(1, 30),
        ArbMap.Default.ArbFor<NonNegativeInt>(),
        (length, at) =>
        {
            (ChainPlace Place, Digest Digest)[] chain = MakeChain(length);
            var receiver = new Receiver();
            foreach ((ChainPlace Place, Digest Digest) dispatch in chain)
                receiver.Offer(dispatch);
            (ChainPlace place, Digest digest) = chain[at.Get % length];
            Assert.Equal(ChainVerdict.Fork, receiver.Offer((place, Digest.Of([.. digest.ToArray(), 1]))));
            Assert.Equal(length, receiver.Stored.Count);
        });

    /// <summary>A sender that lost its last dispatches and writes others can't go on: number or predecessor betray it.</summary>
    [Property(MaxTest = 300)]
    public Property A_restored_sender_can_t_go_on_unnoticed() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>().ToArbitrary(2, 30),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (length, lost) =>
        {
            (ChainPlace Place, Digest Digest)[] chain = MakeChain(length);
            var receiver = new Receiver();
            foreach ((ChainPlace Place, Digest Digest) dispatch in chain)
                receiver.Offer(dispatch);
            int kept = length - 1 - (lost.Get % (length - 1));
            ChainPosition restored = ChainPosition.After(chain[kept - 1].Place, chain[kept - 1].Digest);
            for (int i = kept; i <= length; i++)
            {
                Digest digest = Digest.Of([.. restored.Digest.ToArray(), byte.MaxValue]);
                ChainVerdict verdict = receiver.Offer((restored.Next(), digest));
                Assert.Contains(verdict, new[] { ChainVerdict.Fork, ChainVerdict.Broken });
                restored = ChainPosition.After(restored.Next(), digest);
            }
        });

    private static (ChainPlace Place, Digest Digest)[] MakeChain(int length)
    {
        var chain = new (ChainPlace Place, Digest Digest)[length];
        ChainPosition cursor = default;
        for (int i = 0; i < length; i++)
        {
            ChainPlace place = cursor.Next();
            Digest digest = Digest.Of([.. place.PreviousDigest.ToArray(), (byte)place.Sequence]);
            chain[i] = (place, digest);
            cursor = ChainPosition.After(place, digest);
        }

        return chain;
    }

    private sealed class Receiver
    {
        private readonly Dictionary<(ulong, ulong), Digest> stored = [];
        private ChainPosition cursor;

        public List<Digest> Stored { get; } = [];

        public ChainVerdict Offer((ChainPlace Place, Digest Digest) dispatch)
        {
            (ulong, ulong) number = (dispatch.Place.Epoch, dispatch.Place.Sequence);
            ChainVerdict verdict = Chain.Judge(
                cursor, dispatch.Place, dispatch.Digest, stored.TryGetValue(number, out Digest kept) ? kept : null);
            if (verdict is ChainVerdict.Next or ChainVerdict.NewEpoch)
            {
                stored[number] = dispatch.Digest;
                Stored.Add(dispatch.Digest);
                cursor = ChainPosition.After(dispatch.Place, dispatch.Digest);
            }

            return verdict;
        }
    }
}

internal static class Lengths
{
    /// <summary>Maps any number into a range.</summary>
    public static Arbitrary<int> ToArbitrary(this Arbitrary<PositiveInt> numbers, int min, int max) =>
        numbers.Generator.Select(number => min + (number.Get % (max - min + 1))).ToArbitrary();
}
