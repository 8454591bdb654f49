using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContactNetwork.Simulation;

/// <summary>
/// One simulated country: its own certificate and keys, its own view of the roster, chains and sheets in memory. It judges
/// what comes by the same rules as a node, and signs its receipts.
/// </summary>
public sealed class SimulatedMember : IPeerTrust, INodeCredentials, IDisposable
{
    private const int SheetsMax = 256;
    private const int SheetBytesMax = 384 * 1024;
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    private readonly World world;
    private readonly PeerChannels channels;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Sender, Lane Lane), IncomingChain> chains = [];
    private readonly ConcurrentDictionary<string, SheetChain> received = new(StringComparer.Ordinal);

    internal SimulatedMember(SimulationPlan plan, World world, string country, Func<TrustSnapshot> trust)
    {
        this.world = world;
        Country = country;
        Trust = trust();
        Current = plan.Network.Countries[country].Node;
        Journal = new HandshakeJournal(NullLogger<HandshakeJournal>.Instance, TimeProvider.System);
        channels = new PeerChannels(this, this, Journal, TimeProvider.System);
    }

    /// <summary>The country.</summary>
    public string Country { get; }

    /// <summary>Its view of the network.</summary>
    public TrustSnapshot Trust { get; }

    /// <inheritdoc/>
    public NodeCredentials Current { get; }

    /// <summary>Lets every call hang until the caller gives it up.</summary>
    public bool IsHanging { get; set; }

    TrustSnapshot? IPeerTrust.Current => Trust;

    internal HandshakeJournal Journal { get; }

    /// <summary>The version of a country's sheet that it holds; 0 for none.</summary>
    public ulong VersionOf(string country) => Held(country)?.History.Version ?? 0;

    /// <inheritdoc/>
    public void Dispose() => channels.Dispose();

    /// <summary>Says Hello to a node and takes what it answers.</summary>
    internal async Task CallAsync(string node, CancellationToken cancellation)
    {
        if (channels.Open(node, PeerChannels.Hello) is not { } channel)
            return;
        var request = new HelloRequest { Picture = Draw(node) };
        var response = await channel.Exchange.HelloAsync(
            request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + HelloTimeout, cancellationToken: cancellation);
        foreach (var offer in response.Sheets.GroupBy(envelope => ReadSheet.Of(envelope).Sheet?.Country))
        {
            if (offer.Key is not null)
                Take(offer.Key, [.. offer.OrderBy(envelope => ReadSheet.Of(envelope).Sheet!.Version)]);
        }
    }

    /// <summary>Answers a Hello.</summary>
    internal HelloResponse Answer(string caller, NodePicture picture)
    {
        var response = new HelloResponse { Picture = Draw(caller) };
        var theirs = picture.Sheets.ToDictionary(version => version.Country, version => version.Version, StringComparer.Ordinal);
        var bytes = 0;
        foreach (var (country, chain) in world.Sheets.Concat(received))
        {
            var lacking = chain.Envelopes.Skip((int)Math.Min(theirs.GetValueOrDefault(country), chain.History.Version)).ToList();
            var size = lacking.Sum(envelope => envelope.CalculateSize());
            if (bytes + size > SheetBytesMax || response.Sheets.Count + lacking.Count > SheetsMax)
            {
                response.HasMoreSheets = true;
                break;
            }

            bytes += size;
            response.Sheets.Add(lacking);
        }

        return response;
    }

    /// <summary>Takes a delivery in order, up to the first dispatch that uses up no number.</summary>
    internal DeliverResponse Take(string sender, DeliverRequest request)
    {
        var response = new DeliverResponse();
        lock (gate)
        {
            foreach (var dispatch in request.Dispatches)
            {
                var result = Take(sender, dispatch, out var isTaken);
                response.Results.Add(result);
                if (!isTaken)
                    break;
            }
        }

        return response;
    }

    private DispatchResult Take(string sender, Dispatch dispatch, out bool isTaken)
    {
        var now = TimeProvider.System.GetUtcNow();
        isTaken = false;
        if (DispatchReader.Read(dispatch, Trust.FindMember(sender)!, Trust, now) is not DispatchCheck.Sound { Dispatch: var arrived })
            return Receipt(sender, dispatch, Outcome.Refused, ReceiptReason.Malformed, now);
        var key = (sender, arrived.Skeleton.Lane);
        var chain = chains.GetValueOrDefault(key, IncomingChain.Empty);
        var first = chain.Receipts.GetValueOrDefault((arrived.Place.Epoch, arrived.Place.Sequence));
        var verdict = Chain.Judge(chain.Cursor, arrived.Place, arrived.Digest, first?.Digest);
        if (verdict == ChainVerdict.Duplicate)
        {
            isTaken = true;
            var again = Receipt(sender, dispatch, Outcome.Duplicate, ReceiptReason.Unspecified, now);
            again.FirstReceipt = first!.Receipt;
            return again;
        }

        if (verdict is not (ChainVerdict.Next or ChainVerdict.NewEpoch))
        {
            var (bad, why) = Outcomes.Of(verdict)!.Value;
            return Receipt(sender, dispatch, bad, why, now);
        }

        if (Bodies.Read(arrived.Body).Body?.SheetPublished?.Sheet is { } sheet && ReadSheet.Of(sheet).Sheet is { } read)
            Take(read.Country, [sheet]);
        isTaken = true;
        var result = Receipt(sender, dispatch, Outcome.Stored, ReceiptReason.Unspecified, now);
        chains[key] = new IncomingChain(
            ChainPosition.After(arrived.Place, arrived.Digest),
            arrived.Envelope,
            chain.Receipts.SetItem((arrived.Place.Epoch, arrived.Place.Sequence), new Taken(arrived.Digest, result.Receipt)));
        return result;
    }

    private void Take(string country, IReadOnlyList<Envelope> offered)
    {
        // Each other's sheets are common to all.
        if (world.Sheets.ContainsKey(country))
            return;
        lock (gate)
        {
            var held = received.GetValueOrDefault(country);
            if (SheetJudge.Judge(Trust, held?.History, offered, TimeProvider.System.GetUtcNow()) is SheetVerdict.Accepted accepted)
                received[country] = SheetChain.After(held, [.. accepted.Added]);
        }
    }

    private SheetChain? Held(string country) => received.GetValueOrDefault(country) ?? world.Sheets.GetValueOrDefault(country);

    private NodePicture Draw(string listener)
    {
        var now = TimeProvider.System.GetUtcNow();
        var picture = new NodePicture
        {
            NetworkId = Trust.NetworkId,
            Realm = Trust.Realm,
            Country = Country,
            Roster = Trust.RosterVersion(),
            ClockTime = Timestamp.FromDateTimeOffset(now),
            SoftwareVersion = "simulated",
            CertificateExpireTime = Timestamp.FromDateTime(Current.Certificate.NotAfter.ToUniversalTime()),
            Features = { "directory", "preservations" },
        };
        picture.KeySets.Add(world.KeySets);
        picture.Sheets.Add(world.Sheets.Values.Concat(received.Values).Select(chain => chain.Version));
        lock (gate)
        {
            foreach (var ((_, lane), chain) in chains.Where(chain => chain.Key.Sender == listener))
            {
                picture.Incoming.Add(new ChainCursor
                {
                    Lane = lane,
                    Epoch = chain.Cursor.Epoch,
                    Sequence = chain.Cursor.Sequence,
                    Digest = chain.Cursor.Digest.Bytes,
                    Proof = chain.Proof,
                });
            }
        }

        return picture;
    }

    private DispatchResult Receipt(string sender, Dispatch dispatch, Outcome outcome, ReceiptReason reason, DateTimeOffset now) => new()
    {
        Receipt = Receipts.Sign(Receipts.Draft(Trust, sender, DispatchClaims.Of(dispatch), outcome, reason, now), Current.SigningKey),
    };

    /// <summary>A chain of a node's, as far as it came.</summary>
    private sealed record IncomingChain(ChainPosition Cursor, Envelope? Proof, ImmutableDictionary<(ulong Epoch, ulong Sequence), Taken> Receipts)
    {
        public static IncomingChain Empty { get; } = new(default, null, ImmutableDictionary<(ulong, ulong), Taken>.Empty);
    }

    private sealed record Taken(Digest Digest, Envelope Receipt);
}
