using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Contacts;
using ContactNetwork.Node.Tests.Contacts;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Samples = ContactNetwork.Node.Tests.Kit.Samples;

namespace ContactNetwork.Node.Tests.People;

/// <summary>One act that changes something, ready to be sent.</summary>
/// <param name="Role">Who does it.</param>
/// <param name="Request">The request; its request id is set by the test.</param>
/// <param name="Other">The same call with another content, that would be right by itself; null where the call has no other content.</param>
/// <param name="Effect">A query that counts what the act leaves.</param>
internal sealed record MutatingAct(Role Role, IMessage Request, IMessage? Other, string Effect);

/// <summary>
/// A whole node of XB with peers enough that each act has one of its own, and for every call that changes something an act
/// of it that is right at this moment.
/// </summary>
internal sealed class MutatingActs : IAsyncDisposable
{
    private const string Package = "/contactnetwork.v1.";
    private static readonly string[] Others = ["XD", "XE", "XF", "XG"];

    private readonly TestLab lab;
    private readonly RawPeer xa;
    private readonly WholeNode node;

    private MutatingActs(TestLab lab, WholeNode node)
    {
        (this.lab, this.node) = (lab, node);
        xa = new RawPeer(lab);
        Prepare = new Dictionary<string, Func<Task<MutatingAct>>>(StringComparer.Ordinal)
        {
            [Package + "PreservationService/FilePreservation"] = FileAsync,
            [Package + "PreservationService/AcknowledgePreservation"] = AcknowledgeAsync,
            [Package + "PreservationService/WithdrawPreservation"] = WithdrawAsync,
            [Package + "OnCallService/AcknowledgeAlert"] = TakeAlertAsync,
            [Package + "PeerService/SuspendPeer"] = SuspendAsync,
            [Package + "PeerService/ConfirmPeerSuspension"] = ConfirmSuspensionAsync,
            [Package + "PeerService/ResumePeer"] = ResumeAsync,
            [Package + "PeerService/AcceptLoss"] = AcceptLossAsync,
            [Package + "PeerService/PublishNotice"] = PublishNoticeAsync,
            [Package + "ContactService/PublishSheet"] = PublishSheetAsync,
            [Package + "ContactService/ConfirmSheet"] = ConfirmSheetAsync,
            [Package + "ContactTestService/StartContactTest"] = StartTestAsync,
            [Package + "PeopleService/ProposeRoleGrant"] = ProposeAsync,
            [Package + "PeopleService/ConfirmRoleGrant"] = ConfirmGrantAsync,
            [Package + "PeopleService/RejectRoleGrant"] = RejectGrantAsync,
            [Package + "PeopleService/RevokeRole"] = RevokeAsync,
            [Package + "NodeService/RebuildDue"] = () => Task.FromResult(
                new MutatingAct(Role.Operator, new RebuildDueRequest(), Other: null, "select count(*) from node.request where method like '%/RebuildDue'")),
        };
    }

    /// <summary>How an act of each call is prepared.</summary>
    public IReadOnlyDictionary<string, Func<Task<MutatingAct>>> Prepare { get; }

    public WholeNode Node => node;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<MutatingActs> StartAsync()
    {
        var others = Others.ToDictionary(country => country, _ => LocalPostgres.LoopbackPorts.Free());
        var lab = new TestLab(others: others);
        return new MutatingActs(lab, await WholeNode.StartAsync(lab, "XB"));
    }

    /// <summary>Runs a query that gives one number.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = node.Get<Npgsql.NpgsqlDataSource>().CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        xa.Dispose();
        await node.DisposeAsync();
        lab.Dispose();
    }

    private static string Events(string type) => $"select count(*) from node.mt_events where type = '{type}'";

    private static string PeerName(string country) => $"nodes/xb/peers/{country.ToLowerInvariant()}";

    private static T With<T>(T request, Action<T> change)
        where T : IDeepCloneable<T>
    {
        var other = request.Clone();
        change(other);
        return other;
    }

    private static Task<MutatingAct> FileAsync()
    {
        var request = Samples.Request("XA");
        return Task.FromResult(new MutatingAct(
            Role.CaseOfficer, request, With(request, other => other.Content.FactsSummary = "Other facts."), "select count(*) from node.board"));
    }

    private async Task<MutatingAct> AcknowledgeAsync()
    {
        var request = new AcknowledgePreservationRequest { Name = await ReceivedAsync() };
        return new MutatingAct(
            Role.DutyOfficer, request, With(request, other => other.Note = "Another note."), Events("received-preservation.acknowledged.v1"));
    }

    private async Task<MutatingAct> WithdrawAsync()
    {
        var request = new WithdrawPreservationRequest { Name = (await node.FileAsync("XA")).Name, Reason = "The account is closed." };
        return new MutatingAct(
            Role.CaseOfficer, request, With(request, other => other.Reason = "Another reason."), Events("preservation.withdrawn.v1"));
    }

    private async Task<MutatingAct> TakeAlertAsync()
    {
        var (one, other) = (await AlertAsync(), await AlertAsync());
        return new MutatingAct(
            Role.DutyOfficer,
            new AcknowledgeAlertRequest { Name = one },
            new AcknowledgeAlertRequest { Name = other },
            Events("alert.acknowledged.v1"));
    }

    private static Task<MutatingAct> SuspendAsync()
    {
        var request = new SuspendPeerRequest { Name = PeerName("XC"), Because = "It floods us." };
        return Task.FromResult(new MutatingAct(
            Role.DutyOfficer, request, With(request, other => other.Because = "For another reason."), Events("peer.suspended.v1")));
    }

    private async Task<MutatingAct> ConfirmSuspensionAsync()
    {
        await SuspendByDutyOfficerAsync("XD");
        return new MutatingAct(
            Role.ShiftLead,
            new ConfirmPeerSuspensionRequest { Name = PeerName("XD") },
            new ConfirmPeerSuspensionRequest { Name = PeerName("XC") },
            Events("peer.suspension-confirmed.v1"));
    }

    private async Task<MutatingAct> ResumeAsync()
    {
        await SuspendByDutyOfficerAsync("XE");
        var request = new ResumePeerRequest { Name = PeerName("XE"), Because = "It is mended." };
        return new MutatingAct(
            Role.DutyOfficer, request, With(request, other => other.Because = "For another reason."), Events("peer.resumed.v1"));
    }

    private async Task<MutatingAct> AcceptLossAsync()
    {
        // As after a fork of ours, in which one copy goes on.
        await using (var fork = node.Get<Npgsql.NpgsqlDataSource>().CreateCommand(
            """
            insert into node.outgoing_lane (peer, lane, epoch, stop_reason, stop_time) values ('XF', 1, 2, 'FORK', now())
            on conflict (peer, lane) do update set stop_reason = excluded.stop_reason, stop_time = excluded.stop_time
            """))
        {
            await fork.ExecuteNonQueryAsync(Cancellation);
        }

        var request = new AcceptLossRequest { Name = PeerName("XF"), Because = "The other copy is switched off." };
        return new MutatingAct(
            Role.Operator, request, With(request, other => other.Because = "For another reason."), Events("peer.loss-accepted.v1"));
    }

    private Task<MutatingAct> PublishNoticeAsync()
    {
        var country = lab.Network.Countries["XG"];
        PublishNoticeRequest Notice(int key) => new()
        {
            Envelope = TrustDocuments.Sign(
                new CompromisedNotice
                {
                    NetworkId = TestLab.NetworkId,
                    Realm = Realm.Operational,
                    CreateTime = Timestamp.FromDateTimeOffset(TestLab.Now),
                    KeyIds = { country.DirectoryKeys[key].Public.KeyId },
                },
                country.CountryKey).ToByteString(),
        };
        return Task.FromResult(new MutatingAct(
            Role.Operator, Notice(0), Notice(1), "select count(*) from node.trust_document where kind = 3"));
    }

    private Task<MutatingAct> PublishSheetAsync() => Task.FromResult(new MutatingAct(
        Role.DirectoryManager, SheetWith("+999300000001"), SheetWith("+999300000002"), "select count(*) from node.sheet where country = 'XB'"));

    private async Task<MutatingAct> ConfirmSheetAsync()
    {
        var client = new ContactService.ContactServiceClient(node.Channel);
        var sheet = SheetWith("+999300000003");
        sheet.RequestId = Guid.NewGuid().ToString();
        var published = await client.PublishSheetAsync(sheet, node.As(Role.DirectoryManager), cancellationToken: Cancellation);
        var request = new ConfirmSheetRequest { Version = published.Version.Version };
        return new MutatingAct(
            Role.DirectoryManager, request, With(request, other => other.Version++), "select count(*) from node.sheet where country = 'XB'");
    }

    private static Task<MutatingAct> StartTestAsync() => Task.FromResult(new MutatingAct(
        Role.ShiftLead,
        new StartContactTestRequest { Country = "XA" },
        new StartContactTestRequest { Country = "XC" },
        Events("contact-test.started.v1")));

    private async Task<MutatingAct> ProposeAsync()
    {
        var request = await ProposalAsync();
        return new MutatingAct(
            Role.ShiftLead, request, With(request, other => other.DisplayName = "Another Person"), "select count(*) from node.role_change");
    }

    private async Task<MutatingAct> ConfirmGrantAsync() => new(
        Role.DirectoryManager,
        new ConfirmRoleGrantRequest { Name = (await GrantAsync()).Name },
        new ConfirmRoleGrantRequest { Name = (await GrantAsync()).Name },
        "select count(*) from node.role_change");

    private async Task<MutatingAct> RejectGrantAsync() => new(
        Role.DirectoryManager,
        new RejectRoleGrantRequest { Name = (await GrantAsync()).Name },
        new RejectRoleGrantRequest { Name = (await GrantAsync()).Name },
        "select count(*) from node.role_change");

    private async Task<MutatingAct> RevokeAsync()
    {
        var person = (await node.Register.ConfirmRoleGrantAsync(
            new ConfirmRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = (await GrantAsync()).Name },
            node.As(Role.DirectoryManager),
            cancellationToken: Cancellation)).Person;
        var request = new RevokeRoleRequest { Name = person.Name, Role = Role.Trainer };
        return new MutatingAct(
            Role.ShiftLead, request, With(request, other => other.Role = Role.Auditor), "select count(*) from node.role_change");
    }

    /// <summary>A request that another country has delivered.</summary>
    private async Task<string> ReceivedAsync()
    {
        var written = xa.Next();
        Assert.Equal(Outcome.Stored, (await xa.DeliverOneAsync(written)).Outcome);
        return $"nodes/xb/preservations/{written.Draft.CaseReference}";
    }

    private async Task<string> AlertAsync()
    {
        var reference = (await ReceivedAsync()).Split('/')[^1];
        var alerts = await node.OnCall.ListAlertsAsync(
            new ListAlertsRequest { PageSize = 100, IsOpenOnly = true }, node.As(Role.DutyOfficer), cancellationToken: Cancellation);
        return alerts.Alerts.Single(alert => alert.Reference == reference).Name;
    }

    private async Task SuspendByDutyOfficerAsync(string country) => await new PeerService.PeerServiceClient(node.Channel).SuspendPeerAsync(
        new SuspendPeerRequest { RequestId = Guid.NewGuid().ToString(), Name = PeerName(country), Because = "It floods us." },
        node.As(Role.DutyOfficer),
        cancellationToken: Cancellation);

    /// <summary>The next version of this country's sheet.</summary>
    private PublishSheetRequest SheetWith(string number)
    {
        var current = node.Get<SheetBook>().View.Countries.GetValueOrDefault("XB")?.History.Newest.Document;
        var next = TestSheets.After(TestSheets.Content("XB", number), current);
        var keys = lab.Network.Countries["XB"].DirectoryKeys;
        return new PublishSheetRequest
        {
            Payload = next.ToByteString(),
            Signatures = { TestSheets.Sign(next, keys[0], keys[1]).Signatures },
        };
    }

    private async Task<ProposeRoleGrantRequest> ProposalAsync()
    {
        var me = (await node.Register.GetMeAsync(new GetMeRequest(), node.As(Role.ShiftLead), cancellationToken: Cancellation)).Person;
        return new ProposeRoleGrantRequest
        {
            Issuer = me.Issuer,
            Subject = $"newcomer-{Guid.NewGuid():N}",
            DisplayName = "A Newcomer",
            Roles = { Role.Trainer },
        };
    }

    private async Task<RoleGrant> GrantAsync()
    {
        var proposal = await ProposalAsync();
        proposal.RequestId = Guid.NewGuid().ToString();
        return (await node.Register.ProposeRoleGrantAsync(proposal, node.As(Role.ShiftLead), cancellationToken: Cancellation)).Grant;
    }
}
