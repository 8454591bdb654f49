using System.Globalization;
using ContactNetwork.Federation.Dispatches;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Peers.Trust;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Purpose = ContactNetwork.Federation.V1.Purpose;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>That a person was reached is told to all: the day, by the word of both countries.</summary>
public sealed class HumanContactSpreadTests : IDisposable
{
    private const string Point = "urn:poc:XB:1";
    private static readonly string[] Countries = ["XA", "XB", "XC"];
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose() => lab.Dispose();

    [Fact]
    public async Task A_country_that_took_no_part_sees_the_day_in_look_up_and_nothing_else_of_the_test()
    {
        await using var xa = await WholeNode.StartAsync(lab, "XA");
        await using var xb = await WholeNode.StartAsync(lab, "XB");
        await using var xc = await WholeNode.StartAsync(lab, "XC");
        await PublishAsync(xb);
        await Eventually.Async(
            () => Held(xa) && Held(xc), Deadlines.OverSockets, Cancellation, "all hold the sheet of XB");
        // The nodes have met, so that they know what each understands.
        await Eventually.Async(
            () => new[] { xa, xb, xc }.All(node => Countries.Where(country => country != node.Country)
                .All(country => node.Get<IPeerBook>().FeaturesOf(country) is { Count: > 0 })),
            Deadlines.OverSockets, Cancellation, "the nodes have met");
        Assert.Null((await LookUpAsync(xc)).HumanContactTime);

        // XA tests XB, whose duty officer acknowledges.
        await new ContactTestService.ContactTestServiceClient(xa.Channel).StartContactTestAsync(
            new StartContactTestRequest { RequestId = Guid.NewGuid().ToString("D"), Country = "XB" }, xa.As(Role.ShiftLead), cancellationToken: Cancellation);
        Alert? alert = null;
        await Eventually.Async(
            async () => (alert = (await xb.OnCall.ListAlertsAsync(new ListAlertsRequest(), xb.As(Role.DutyOfficer), cancellationToken: Cancellation)).Alerts.FirstOrDefault()) is not null,
            Deadlines.OverSockets, Cancellation, "the desk is called");
        await xb.OnCall.AcknowledgeAlertAsync(
            new AcknowledgeAlertRequest { RequestId = Guid.NewGuid().ToString("D"), Name = alert!.Name }, xb.As(Role.DutyOfficer), cancellationToken: Cancellation);

        // XC learns the day.
        SheetQuality? seen = null;
        await Eventually.Async(
            async () => (seen = await LookUpAsync(xc)).HumanContactTime is not null, Deadlines.OverSockets, Cancellation, "XC knows that XB was reached");
        Assert.True(seen!.IsHumanContactDayOnly);
        Assert.Equal(TimeSpan.Zero, seen.HumanContactTime.ToDateTimeOffset().TimeOfDay);
        Assert.InRange(Now - seen.HumanContactTime.ToDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        Assert.Empty((await new ContactTestService.ContactTestServiceClient(xc.Channel).ListContactTestsAsync(
            new ListContactTestsRequest(), xc.As(Role.Auditor), cancellationToken: Cancellation)).Tests);
        // Who took part knows the instant.
        await Eventually.Async(async () => (await LookUpAsync(xa)).HumanContactTime is not null, Deadlines.OverSockets, Cancellation, "XA knows");
        Assert.False((await LookUpAsync(xa)).IsHumanContactDayOnly);
    }

    [Fact]
    public async Task An_older_day_never_replaces_a_newer_and_each_contact_point_has_one_row()
    {
        await using var xc = await StartReceiverAsync();
        await ReceiveAsync(xc, "XA", Word(day: -2));
        await ReceiveAsync(xc, "XA", Word(day: -9));
        await ReceiveAsync(xc, "XA", Word(day: -2));
        await ReceiveAsync(xc, "XA", Word(day: -5, point: ""));

        Assert.Equal(2, await xc.CountAsync("human_contact"));
        Assert.Equal(Day(-2), await xc.ScalarAsync<string>($"select contact_date::text from node.human_contact where contact_point_id = '{Point}'"));
        await ReceiveAsync(xc, "XA", Word(day: -1));
        Assert.Equal(Day(-1), await xc.ScalarAsync<string>($"select contact_date::text from node.human_contact where contact_point_id = '{Point}'"));
        await xc.Get<SheetBook>().RefreshAsync(Cancellation);
        Assert.True(xc.Get<SheetBook>().View.HumanContactOf(Point)!.Value.IsDayOnly);
    }

    [Fact]
    public async Task What_nobody_of_both_countries_stands_for_is_refused_and_changes_nothing()
    {
        await using var xc = await StartReceiverAsync();
        var ofXb = lab.CredentialsOf("XB").SigningKey;
        var changed = Word();
        changed.Payload = Contact(day: 0).ToByteString();
        var padded = Word();
        padded.Signatures.Add(new Signature(padded.Signatures[0]) { Signature_ = ByteString.CopyFrom(new byte[8_000]) });
        foreach (var (what, sender, envelope) in new (string, string, Envelope?)[]
        {
            ("nothing", "XA", null),
            ("signed by the tester alone", "XA", Sign(Contact(), lab.CredentialsOf("XA").SigningKey)),
            ("of a test that the sender took no part in", "XC", Word()),
            ("praise of itself", "XB", Sign(Contact(by: "XB"), ofXb)),
            ("signed by the country for another tester", "XA", Sign(Contact(by: "XC"), ofXb)),
            ("of a country that is no member", "XA", Sign(Contact(country: "XZ", point: ""), ofXb)),
            ("about another country's contact point", "XA", Sign(Contact(point: "urn:poc:XA:1"), ofXb)),
            ("of tomorrow", "XA", Word(day: 2)),
            ("of no day", "XA", Sign(new HumanContact(Contact()) { ContactDate = "soon" }, ofXb)),
            ("of another network", "XA", Sign(new HumanContact(Contact()) { NetworkId = "other" }, ofXb)),
            ("of the other realm", "XA", Sign(new HumanContact(Contact()) { Realm = Realm.Exercise }, ofXb)),
            ("changed afterwards", "XA", changed),
            ("another kind of document", "XA", EnvelopeSigner.Sign(PayloadType.Receipt, Contact(), ofXb)),
            ("signed rightly, and padded", "XA", padded),
            ("too large", "XA", Sign(new HumanContact(Contact()) { ContactPointId = $"urn:poc:XB:{new string('1', 2_000)}" }, ofXb)),
        })
        {
            Assert.True(await ReceiveAsync(xc, sender, envelope) is InboundAnswer.Refused { Reason: ReceiptReason.BodyInvalid }, what);
        }

        Assert.IsType<InboundAnswer.Refused>(await ReceiveAsync(xc, "XA", Word(), Purpose.Real));
        Assert.Equal(0, await xc.CountAsync("human_contact"));
    }

    [Fact]
    public async Task A_contact_point_that_no_sheet_knows_and_a_key_that_is_not_known_yet_change_nothing_and_are_no_fault()
    {
        await using var xc = await StartReceiverAsync();

        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(xc, "XA", Word(point: "urn:poc:XB:77")));
        using var unknown = PrivateKey.Generate(EllipticCurve.P256);
        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(xc, "XA", Sign(Contact(), unknown)));

        Assert.Equal(0, await xc.CountAsync("human_contact"));
    }

    [Theory]
    [InlineData(KeyState.Withdrawn)]
    [InlineData(KeyState.Tainted)]
    public async Task A_word_whose_key_its_country_has_put_out_of_use_since_is_taken_and_counts_for_nothing(KeyState state)
    {
        await using var xc = await StartReceiverAsync();
        var before = Word(day: -2);
        var late = Word(day: -1);
        await ReceiveAsync(xc, "XA", before);
        await OfferAsync(xc, lab.NextKeySet("XB", keys => PutOutOfUse(keys, state)));

        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(xc, "XA", late));
        Assert.IsType<InboundAnswer.Processed>(await ReceiveAsync(xc, "XA", before));

        // What came before stays; what came later changes nothing, and nobody is blamed.
        Assert.Equal(Day(-2), await xc.ScalarAsync<string>("select contact_date::text from node.human_contact"));
        Assert.Contains(xc.Logs.Logs, log => log.Event.Name == "ContactOfFormerKey");

        // A former key does not make good what others changed or signed.
        var changed = new Envelope(late) { Payload = Contact(day: 0).ToByteString() };
        Assert.IsType<InboundAnswer.Refused>(await ReceiveAsync(xc, "XA", changed));
        Assert.IsType<InboundAnswer.Refused>(await ReceiveAsync(xc, "XC", late));
    }

    [Fact]
    public async Task A_word_of_a_key_that_a_notice_says_is_in_wrong_hands_is_refused()
    {
        await using var xc = await StartReceiverAsync();
        var word = Word();
        var notice = TrustDocuments.Sign(
            new CompromisedNotice
            {
                NetworkId = TestLab.NetworkId,
                Realm = Realm.Operational,
                KeyIds = { lab.CredentialsOf("XB").SigningKey.Public.KeyId },
                CreateTime = Timestamp.FromDateTimeOffset(Now),
            },
            lab.Network.Countries["XB"].CountryKey);
        Assert.IsType<TrustOffer.Accepted>(Assert.Single(await xc.Get<TrustStore>().OfferNoticesAsync([notice], "people", Cancellation)));

        Assert.IsType<InboundAnswer.Refused>(await ReceiveAsync(xc, "XA", word));
        Assert.Equal(0, await xc.CountAsync("human_contact"));
    }

    [Fact]
    public async Task A_store_that_was_put_back_under_the_running_node_is_read_anew_and_takes_what_it_lost_again()
    {
        await using var xc = await StartReceiverAsync();
        var held = xc.Get<SheetBook>().View.DocumentOf("XB")!;
        var second = TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XB", "+999201999999"), held), lab.Network.Countries["XB"]);
        async Task TakeAsync()
        {
            await xc.Get<Shell>().RunAsync(
                (session, inner) => xc.Get<SheetIntake>().TakeAsync(session, "XB", [second], "XB", publisher: null, inner), Cancellation);
            await xc.Get<SheetBook>().RefreshAsync(Cancellation);
        }

        await TakeAsync();
        Assert.Equal(2, xc.VersionOf("XB"));

        // A dump of yesterday lacks the version, and its tables lie in other files.
        await xc.ExecuteAsync("delete from node.sheet where version = 2");
        await xc.ExecuteAsync("vacuum full node.peer");
        await xc.Get<SheetBook>().RefreshAsync(Cancellation);
        Assert.Equal(1, xc.VersionOf("XB"));

        await TakeAsync();
        Assert.Equal(2, xc.VersionOf("XB"));
    }

    private static bool Held(WholeNode node) => node.Get<SheetBook>().View.Countries.ContainsKey("XB");

    private static async Task<SheetQuality> LookUpAsync(WholeNode node) => (await new ContactService.ContactServiceClient(node.Channel).LookUpContactsAsync(
        new LookUpContactsRequest { Country = "XB" }, node.As(Role.CaseOfficer), cancellationToken: Cancellation)).Contacts.Single().Quality;

    private static string Day(int day) => DateOnly.FromDateTime(Now.UtcDateTime).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Task OfferAsync(PeersNode node, Envelope keySet) =>
        node.Get<TrustStore>().OfferAsync([], [keySet], TrustStore.FolderOrigin, Cancellation);

    /// <summary>As in a routine change of keys: the old one is put out of use, a new one signs.</summary>
    private static void PutOutOfUse(KeySet keys, KeyState state)
    {
        using var fresh = PrivateKey.Generate(EllipticCurve.P256);
        keys.SigningKeys[0].State = state;
        keys.SigningKeys.Add(TrustDocuments.Entry(fresh.Public, KeyState.Active, TestLab.Now.AddHours(-1), TestLab.Now.AddDays(9)));
    }

    private async Task PublishAsync(WholeNode xb)
    {
        var sheet = TestSheets.After(TestSheets.Content("XB"), null);
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        await new ContactService.ContactServiceClient(xb.Channel).PublishSheetAsync(
            new PublishSheetRequest { RequestId = Guid.NewGuid().ToString("D"), Payload = sheet.ToByteString(), Signatures = { TestSheets.Sign(sheet, keys[0], keys[1]).Signatures } },
            xb.As(Role.DirectoryManager),
            cancellationToken: Cancellation);
    }

    /// <summary>XC, which holds the sheet of XB.</summary>
    private async Task<PeersNode> StartReceiverAsync()
    {
        var xc = await DirectoryNode.StartAsync(lab, "XC");
        var sheet = TestSheets.After(TestSheets.Content("XB"), null);
        var signed = TestSheets.SignWhole(sheet, lab.Network.Countries["XB"]);
        await xc.Get<Shell>().RunAsync(
            (session, inner) => xc.Get<SheetIntake>().TakeAsync(session, "XB", [signed], "XB", publisher: null, inner), Cancellation);
        await xc.Get<SheetBook>().RefreshAsync(Cancellation);
        Assert.Equal(1, xc.VersionOf("XB"));
        return xc;
    }

    private Envelope Word(int day = -1, string point = Point) => Sign(Contact(day, point), lab.CredentialsOf("XB").SigningKey);

    private static Envelope Sign(HumanContact contact, PrivateKey key) => EnvelopeSigner.Sign(PayloadType.HumanContact, contact, key);

    private static HumanContact Contact(int day = -1, string point = Point, string country = "XB", string by = "XA") => new()
    {
        NetworkId = TestLab.NetworkId,
        Realm = Realm.Operational,
        Country = country,
        ByCountry = by,
        ContactPointId = point,
        ContactDate = Day(day),
    };

    /// <summary>Hands a message over as the intake does after it verified it.</summary>
    private static Task<InboundAnswer> ReceiveAsync(PeersNode node, string sender, Envelope? envelope, Purpose purpose = Purpose.Test)
    {
        var skeleton = new DispatchSkeleton
        {
            MessageId = MessageIds.ToBytes(Guid.NewGuid()),
            Purpose = purpose,
            SenderCountry = sender,
            ReceiverCountry = node.Country,
            WriteTime = Timestamp.FromDateTimeOffset(Now),
        };
        var body = new DispatchBody { HumanContactPublished = new HumanContactPublished { Contact = envelope } };
        var room = node.Get<IEnumerable<IInboundRoom>>().Single(each => each.Bodies.Contains(body.BodyCase));
        return node.Get<Shell>().RunAsync(
            async (session, inner) => await room.ReceiveAsync(
                session, new InboundDispatch(Guid.NewGuid(), skeleton, body, await room.FindCaseAsync(session, skeleton, body, inner), "key"), inner),
            Cancellation);
    }
}
