using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.Border;

/// <summary>A newcomer fetches the network's documents from a node that means it ill: the fetch ends, and keeps nothing wrong.</summary>
public sealed class ChainFetchTests : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private ScriptedPeer xa = null!;
    private int calls;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => xa = await ScriptedPeer.StartAsync(lab, "XA", "XC");

    public async ValueTask DisposeAsync()
    {
        await xa.DisposeAsync();
        lab.Dispose();
    }

    [Fact]
    public async Task The_whole_chain_is_fetched_page_by_page_from_an_honest_node()
    {
        var rosters = Chain(20);
        Greet((request, response) =>
        {
            response.Rosters.Add(rosters.Skip((int)(request.Picture.Roster?.Version ?? 0)).Take(7));
            response.KeySets.Add(lab.Network.Documents.KeySets.Where(_ => request.Picture.KeySets.Count == 0));
        });
        var found = await FetchAsync();
        Assert.Equal((20, 3), (found.Rosters.Length, found.KeySets.Length));
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task A_node_that_repeats_itself_is_asked_once_more_and_no_further()
    {
        Greet((_, response) =>
        {
            response.Rosters.Add(lab.Network.Documents.Rosters);
            response.KeySets.Add(lab.Network.Documents.KeySets);
        });
        var found = await FetchAsync();
        Assert.Equal((1, 3), (found.Rosters.Length, found.KeySets.Length));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Key_sets_that_do_not_count_are_left_out_and_do_not_keep_the_fetch_going()
    {
        Greet((_, response) =>
        {
            response.Rosters.Add(lab.Network.Documents.Rosters);
            response.KeySets.Add(lab.Network.Documents.KeySets);
            response.KeySets.Add(Enumerable.Range(0, 50).Select(Stray));
        });
        var found = await FetchAsync();
        Assert.Equal(3, found.KeySets.Length);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_chain_without_end_ends()
    {
        var rosters = Chain(ChainFetch.CallsMax + 2);
        Greet((request, response) => response.Rosters.Add(rosters[(int)(request.Picture.Roster?.Version ?? 0)]));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(FetchAsync);
        Assert.Contains("don't end", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ChainFetch.CallsMax, calls);
    }

    [Fact]
    public async Task Too_many_documents_at_once_are_refused_unread()
    {
        Greet((_, response) => response.KeySets.Add(Enumerable.Range(0, ChainFetch.DocumentsPerAnswerMax + 1).Select(Stray)));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(FetchAsync);
        Assert.Contains("at once", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task An_answer_larger_than_a_message_may_be_is_refused_by_the_transport()
    {
        Greet((_, response) => response.KeySets.Add(new Envelope { Payload = ByteString.CopyFrom(new byte[2 * 1024 * 1024]) }));
        var refused = await Assert.ThrowsAsync<RpcException>(FetchAsync);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
    }

    [Fact]
    public async Task A_chain_that_breaks_half_way_is_refused_whole()
    {
        var rosters = Chain(3);
        rosters[2] = TrustDocuments.Sign(NetworkRoster.Parser.ParseFrom(rosters[2].Payload), lab.Network.Authorities[0]);
        Greet((request, response) => response.Rosters.Add(rosters[(int)(request.Picture.Roster?.Version ?? 0)]));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(FetchAsync);
        Assert.StartsWith("SignaturesMissing", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_does_not_list_us_is_not_followed()
    {
        Greet((_, response) => response.Rosters.Add(lab.Network.Documents.Rosters));
        using var stranger = FoundedCountry.Found(TestLab.NetworkId, Realm.Operational, "XZ", NodeNames.Loopback, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9));
        var own = stranger.DraftKeySet(Realm.Operational, [new Uri("https://127.0.0.1:1")], TestLab.Now, TestLab.Now, TestLab.Now.AddDays(9));
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ChainFetch.FetchAsync(
            Endpoint, lab.Network.Countries["XC"].Node, own, lab.Network.Documents.Anchor, TestLab.Now, Cancellation));
        Assert.Contains("XZ", refused.Message, StringComparison.Ordinal);
    }

    private Uri Endpoint => new($"https://127.0.0.1:{lab.Port("XA")}");

    private void Greet(Action<HelloRequest, HelloResponse> answer) => xa.Greet = (request, response) =>
    {
        Interlocked.Increment(ref calls);
        answer(request, response);
    };

    private Task<TrustFolder> FetchAsync() => ChainFetch.FetchAsync(
        Endpoint,
        lab.Network.Countries["XC"].Node,
        KeySet.Parser.ParseFrom(lab.Network.Documents.KeySets[2].Payload),
        lab.Network.Documents.Anchor,
        TestLab.Now,
        Cancellation);

    /// <summary>Rosters from the first to this version, each rightly signed.</summary>
    private Envelope[] Chain(int length)
    {
        var rosters = new List<Envelope>(lab.Network.Documents.Rosters);
        var trust = lab.SnapshotFor("XC");
        while (rosters.Count < length)
        {
            rosters.Add(lab.Network.SignRoster(TrustDocuments.Next(trust.Rosters.Current!, TestLab.Now, TimeSpan.FromDays(90))));
            trust = ((TrustOffer.Accepted)trust.OfferRoster(rosters[^1])).Snapshot;
        }

        return [.. rosters];
    }

    /// <summary>A key set that nobody's country key signed.</summary>
    private Envelope Stray(int number)
    {
        var keySet = KeySet.Parser.ParseFrom(lab.Network.Documents.KeySets[0].Payload);
        keySet.CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now.AddSeconds(number));
        return TrustDocuments.Sign(keySet, lab.Network.Countries["XB"].CountryKey);
    }
}
