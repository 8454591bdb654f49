using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Clerks;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Store;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>One node, its own sheet.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly TestLab lab = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sheet_is_published_with_two_directory_keys_and_found_at_once()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;

        var published = await xa.PublishAsync(TestSheets.After(TestSheets.Content("XA"), null), keys[0], keys[1]);

        Assert.Equal(1, published.Version.Version);
        Assert.Equal(3, published.Version.SignerKeyIds.Count);
        var found = Assert.Single((await xa.LookUpAsync(ask => ask.RequestKind = RequestKind.Preservation)).Contacts);
        Assert.Equal(("XA", CompetenceMode.Acts, ContactPresence.Staffed), (found.Country, found.Mode, found.Now.Presence));
        Assert.Equal(TestSheets.Number, Assert.Single(found.Now.Channels).Channel.Value);
    }

    [Fact]
    public async Task Channels_change_only_with_two_different_directory_keys_and_the_rest_without()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);

        Assert.Equal("DIRECTORY_SIGNATURES_MISSING", await RefusalAsync(xa.PublishAsync(first)));
        Assert.Equal("DIRECTORY_SIGNATURES_MISSING", await RefusalAsync(xa.PublishAsync(first, keys[0])));
        var twice = new PublishSheetRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Payload = first.ToByteString(),
            Signatures = { TestSheets.Sign(first, keys[0]).Signatures, TestSheets.Sign(first, keys[0]).Signatures },
        };
        Assert.Equal("DIRECTORY_SIGNATURES_MISSING", await RefusalAsync(xa.PublishAsync(twice)));
        Assert.Equal("MALFORMED_REQUEST", await RefusalAsync(xa.PublishAsync(first, keys[0], lab.Network.Countries["XB"].DirectoryKeys[0])));
        await xa.PublishAsync(first, keys[0], keys[1]);

        var note = TestSheets.After(first.Clone(), first);
        note.ContactPoints[0].Note = "Ask for the shift's number.";
        await xa.PublishAsync(note);

        var moved = TestSheets.After(note.Clone(), note);
        moved.ContactPoints[0].Channels[0].Value = "+999209999999";
        Assert.Equal("DIRECTORY_SIGNATURES_MISSING", await RefusalAsync(xa.PublishAsync(moved)));
        var keyed = TestSheets.After(note.Clone(), note);
        keyed.ContactPoints[0].Keys.Add(new SheetKey { Kind = SheetKeyKind.Openpgp, Fingerprint = new string('a', 40) });
        Assert.Equal("DIRECTORY_SIGNATURES_MISSING", await RefusalAsync(xa.PublishAsync(keyed)));
        Assert.Equal(2, xa.VersionOf("XA"));
    }

    [Fact]
    public async Task Only_the_owner_publishes_and_versions_grow_by_exactly_one()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);

        Assert.Equal("NOT_OWN_SHEET", await RefusalAsync(xa.PublishAsync(TestSheets.After(TestSheets.Content("XB"), null), keys[0], keys[1])));
        Assert.Equal("STALE_VERSION", await RefusalAsync(xa.PublishAsync(TestSheets.After(TestSheets.Content("XA", "+999200000001"), null), keys[0], keys[1])));
        var skipping = TestSheets.After(first.Clone(), first);
        skipping.Version = 3;
        Assert.Equal("STALE_VERSION", await RefusalAsync(xa.PublishAsync(skipping, keys[0], keys[1])));
        var following = TestSheets.After(first.Clone(), TestSheets.After(TestSheets.Content("XA", "+999200000002"), null));
        Assert.Equal("STALE_VERSION", await RefusalAsync(xa.PublishAsync(following, keys[0], keys[1])));
    }

    [Fact]
    public async Task A_malformed_sheet_is_refused_with_one_violation_for_each_field()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var sheet = TestSheets.After(TestSheets.Content("XA", "0201 234"), null);
        sheet.ContactPoints[0].Hours.Zone = "Mars/Olympus";
        sheet.ContactPoints[0].AuthorityId = "nobody";

        var refused = await Assert.ThrowsAsync<RefusalException>(() => xa.PublishAsync(sheet));

        Assert.Equal(
            ["contact_points[0].authority_id", "contact_points[0].channels[0].value", "contact_points[0].hours.zone"],
            refused.Refusal.Violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Saying_it_twice_gets_the_first_answer_and_a_confirmation_is_a_version_without_directory_keys()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var sheet = TestSheets.After(TestSheets.Content("XA"), null);
        var request = new PublishSheetRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Payload = sheet.ToByteString(),
            Signatures = { TestSheets.Sign(sheet, keys[0], keys[1]).Signatures },
        };

        var once = await xa.PublishAsync(request);
        var twice = await xa.PublishAsync(request);
        Assert.Equal(once, twice);

        var confirmed = await xa.ConfirmAsync(1);
        Assert.Equal((2, false), (confirmed.Version.Version, confirmed.Version.IsReachChange));
        Assert.Equal("STALE_VERSION", await RefusalAsync(xa.ConfirmAsync(1)));
    }

    [Fact]
    public async Task A_changed_number_is_shown_with_the_one_before_and_earlier_answers_stay()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);
        // As if it had been published four days ago.
        await xa.ExecuteAsync("update node.sheet set effective_time = effective_time - interval '4 days', accept_time = accept_time - interval '4 days'");
        var before = xa.Get<IStoreClock>().Now;
        var second = TestSheets.After(TestSheets.Content("XA", "+999207654321"), first);

        await xa.PublishAsync(second, keys[0], keys[1]);

        var now = Assert.Single((await xa.LookUpAsync(ask => ask.Country = "XA")).Contacts);
        Assert.Equal([TestSheets.Number], now.Quality.ReachChange.PreviousNumbers);
        Assert.Equal(["+999207654321"], now.Quality.ReachChange.Numbers);
        Assert.True(now.Now.Channels[0].IsNewNumber);
        var then = await xa.LookUpAsync(ask => (ask.Country, ask.AsOfTime) = ("XA", Timestamp.FromDateTimeOffset(before)));
        Assert.Equal(TestSheets.Number, then.Contacts[0].Now.Channels[0].Channel.Value);
        Assert.Null(then.Contacts[0].Quality.ReachChange);
        Assert.Empty((await xa.LookUpAsync(ask => ask.AsOfTime = Timestamp.FromDateTimeOffset(before.AddDays(-30)))).Contacts);
    }

    [Fact]
    public async Task A_sheet_changed_in_the_store_is_left_out_of_look_ups()
    {
        await using var xa = await DirectoryNode.StartAsync(lab, "XA");
        var keys = lab.Network.Countries["XA"].DirectoryKeys;
        var first = TestSheets.After(TestSheets.Content("XA"), null);
        await xa.PublishAsync(first, keys[0], keys[1]);
        var forged = TestSheets.SignWhole(TestSheets.After(TestSheets.Content("XA", "+999200000666"), first), lab.Network.Countries["XB"]);
        await using (var command = xa.Get<Npgsql.NpgsqlDataSource>().CreateCommand(
            """
            insert into node.sheet (country, version, digest, envelope, create_time, effective_time, accept_time, origin, is_reach_change)
            values ('XA', 2, '\x00', $1, now(), now(), now(), 'XA', true)
            """))
        {
            command.Parameters.Add(new() { Value = forged.ToByteArray() });
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        xa.Logs.Expect("stored sheets do not verify", log => log.Event.Name == "SheetUnusable");
        await xa.Get<SheetBook>().RefreshAsync(Cancellation);

        Assert.DoesNotContain((await xa.LookUpAsync(_ => { })).Contacts, contact => contact.Country == "XA");
    }

    public void Dispose() => lab.Dispose();

    internal static async Task<string> RefusalAsync(Task call) =>
        (await Assert.ThrowsAsync<RefusalException>(() => call)).Refusal.Reason;
}
