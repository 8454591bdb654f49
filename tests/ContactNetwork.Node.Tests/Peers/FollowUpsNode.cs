using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts.ContactTests;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Inbound;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Xunit;
using PeerContactTestLevel = ContactNetwork.Federation.V1.ContactTestLevel;
using Purpose = ContactNetwork.Federation.V1.Purpose;

namespace ContactNetwork.Node.Tests.Peers;

/// <summary>
/// One whole node of XB, each of whose follow-ups can be broken, and XA: it takes all that XB sends, and sends what a test
/// wants over the real peers' port.
/// </summary>
public sealed class FollowUpsNode : IAsyncLifetime
{
    private readonly TestLab lab = new();
    private ScriptedPeer answering = null!;

    internal FollowUps FollowUps { get; } = new();

    internal WholeNode Node { get; private set; } = null!;

    internal RawPeer Xa { get; private set; } = null!;

    internal RawPeer Xc { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (Xa, Xc) = (new RawPeer(lab), new RawPeer(lab, "XC"));
        answering = await ScriptedPeer.StartAsync(lab, "XA", "XB");
        answering.Greet = (request, response) =>
        {
            response.Picture.Features.Add(Features.ContactTests);
            // XA has sent what XB says that it has.
            response.Picture.Outgoing.Add(request.Picture.Incoming);
        };
        Node = await WholeNode.StartAsync(lab, "XB", adapt: FollowUps.Add);
        Node.Logs.Expect("the defects", log => FollowUps.IsDefect(log.Exception));
        // Of what others test in a day, the first is let in and calls the desk: it is over before anything breaks.
        Assert.Equal(Outcome.Stored, (await Xa.DeliverOneAsync(Asked())).Outcome);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await answering.DisposeAsync();
        Xa.Dispose();
        Xc.Dispose();
        lab.Dispose();
    }

    /// <summary>Files a request to XA, and waits until XA's receipt is on the board.</summary>
    internal async Task<string> FileAsync()
    {
        var row = await Node.FileAsync("XA");
        await Node.WaitAsync(row.Reference, shown => shown.Row.Stage == PreservationStage.Delivered, "delivered");
        return row.Reference;
    }

    /// <summary>Begins a contact test of XA, and waits until XA's receipt is recorded.</summary>
    internal async Task<Guid> StartTestAsync()
    {
        var request = new StartContactTestRequest { RequestId = Guid.NewGuid().ToString(), Country = "XA" };
        var started = await Node.Get<StartContactTestHandler>().HandleAsync(
            request,
            RequestKey.Of("keeper", "test", request.RequestId, request),
            new Caller(Guid.NewGuid(), "Keeper", [Role.DirectoryManager], IsMachine: false),
            Cancellation);
        var id = Guid.Parse(started.Test.Name[(started.Test.Name.LastIndexOf('/') + 1)..]);
        await UntilAsync("due where kind = 'deliver' and stream_kind = 'contact-test'", 0);
        return id;
    }

    internal Written Asked() => Asked(Xa);

    internal static Written Asked(RawPeer tester) => Test(tester, new DispatchBody
    {
        ContactTestAsked = new ContactTestAsked { TestId = MessageIds.ToBytes(Guid.NewGuid()), Level = PeerContactTestLevel.HumanPing },
    });

    internal Written Answered(Guid test) => Test(Xa, new DispatchBody
    {
        ContactTestAcknowledged = new ContactTestAcknowledged { TestId = MessageIds.ToBytes(test), AcknowledgeTime = Now(), Role = "duty officer", Method = "api" },
    });

    internal Written Acknowledged(string reference) => Xa.Next(change: draft => draft with
    {
        CaseReference = reference,
        Content = DispatchContent.Of(new DispatchBody
        {
            PreservationAcknowledged = new PreservationAcknowledged { AcknowledgeTime = Now(), Role = "duty officer", Method = "api" },
        }.ToByteString()),
    });

    /// <summary>An emergency, because its pages are never bundled nor held back.</summary>
    internal Written Request() => Xa.Next(change: draft =>
    {
        var body = RawPeer.Request(Federation.V1.Urgency.Emergency);
        body.PreservationSubmitted.Content.EmergencyFacts = "Lives are at risk.";
        return draft with { Content = DispatchContent.Of(body.ToByteString()) };
    });

    internal async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Node.Get<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancellation) ?? throw new InvalidOperationException($"Nothing came of: {sql}"));
    }

    internal Task<long> CountAsync(string table) => ScalarAsync<long>($"select count(*) from node.{table}");

    internal Task UntilAsync(string table, long count) => Eventually.Async(
        async () => await CountAsync(table) == count, Deadlines.OverSockets, Cancellation, $"{count} in {table}");

    /// <summary>Waits for a page to a person of the desk about a case.</summary>
    internal Task UntilPagedAsync(string recipient, string reference, string word) => Eventually.Async(
        () => Node.Mail.Mails.Any(mail => mail.Recipient == recipient
            && mail.Text.Contains(reference, StringComparison.Ordinal) && mail.Text.Contains(word, StringComparison.Ordinal)),
        Deadlines.OverSockets,
        Cancellation,
        $"{recipient} is paged about {reference}");

    /// <summary>Mends what is broken, without the pauses between tries, and waits until nothing is left behind.</summary>
    internal async Task MendAsync()
    {
        FollowUps.Break(null);
        await Eventually.Async(
            async () =>
            {
                await using (var command = Node.Get<NpgsqlDataSource>().CreateCommand(
                    "update node.inbox_unprocessed set next_try = clock_timestamp() where late_receipt is null"))
                {
                    await command.ExecuteNonQueryAsync(Cancellation);
                }

                await Node.Get<UnprocessedRetry>().TryAllAsync(Cancellation);
                await Node.Get<NoticeRelay>().RelayAllAsync(Cancellation);
                return await CountAsync("inbox_unprocessed where late_receipt is null") + await CountAsync("peer_notice") == 0;
            },
            Deadlines.OverSockets,
            Cancellation,
            "all is processed and told");
    }

    /// <summary>The late outcomes that Hello will tell XA, by message.</summary>
    internal async Task<Dictionary<ByteString, Outcome>> LateOutcomesAsync()
    {
        var late = new Dictionary<ByteString, Outcome>();
        await using var command = Node.Get<NpgsqlDataSource>().CreateCommand(
            "select late_receipt from node.inbox_unprocessed where late_receipt is not null");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation))
        {
            var receipt = Xa.Read(Envelope.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
            late.Add(receipt.MessageId, receipt.Outcome);
        }

        return late;
    }

    private static Written Test(RawPeer sender, DispatchBody body) => sender.Next(change: draft => draft with
    {
        Purpose = Purpose.Test,
        CaseReference = "",
        CaseSequence = 0,
        Content = DispatchContent.Of(body.ToByteString()),
    });

    private static Timestamp Now() => Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
}
