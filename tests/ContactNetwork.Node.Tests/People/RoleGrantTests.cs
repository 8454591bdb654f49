using ContactNetwork.Node.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

public sealed class RoleGrantTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_needs_two_people_and_is_written_down_for_ever()
    {
        await using var node = await PeopleNode.StartAsync();
        var written = await node.CountAsync("role_change");
        var request = Proposal(node, "newcomer", Role.DutyOfficer);
        var grant = (await node.People.ProposeRoleGrantAsync(request, node.As(Role.DirectoryManager), cancellationToken: Cancellation)).Grant;
        Assert.Empty((await MeAsync(node, "newcomer")).Roles);
        Assert.Contains(grant, (await ListAsync(node)).OpenGrants);

        var own = await PeopleNode.RefusalAsync(() => ConfirmAsync(node, grant.Name, node.As(Role.DirectoryManager)));
        Assert.Equal((StatusCode.FailedPrecondition, "FOUR_EYES_REQUIRED"), (own.Code, own.Info.Reason));
        var person = await ConfirmAsync(node, grant.Name, node.As(Role.ShiftLead));

        Assert.Equal([Role.DutyOfficer], person.Roles);
        Assert.Equal(person, await MeAsync(node, "newcomer"));
        Assert.Empty((await ListAsync(node)).OpenGrants);
        Assert.Equal(written + 2, await node.CountAsync("role_change"));
        await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync("delete from node.role_change"));
        await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync("update node.role_change set actor = null"));
    }

    [Theory]
    [InlineData(Role.DirectoryManager)]
    [InlineData(Role.ShiftLead)]
    public async Task A_proposal_is_rejected_by_its_proposer_or_by_another_and_can_then_not_be_confirmed(Role rejecter)
    {
        await using var node = await PeopleNode.StartAsync();
        var grant = await ProposeAsync(node, "newcomer", Role.DutyOfficer);
        var written = await node.CountAsync("role_change");
        var request = new RejectRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = grant.Name };

        var rejected = await node.People.RejectRoleGrantAsync(request, node.As(rejecter), cancellationToken: Cancellation);
        Assert.Equal(rejected, await node.People.RejectRoleGrantAsync(request, node.As(rejecter), cancellationToken: Cancellation));

        Assert.Equal(grant, rejected.Grant);
        Assert.Empty((await ListAsync(node)).OpenGrants);
        Assert.Equal(written + 1, await node.CountAsync("role_change"));
        Assert.Equal(1, await node.CountAsync("role_change where kind = 'REJECTED'"));
        var confirmed = await PeopleNode.RefusalAsync(() => ConfirmAsync(node, grant.Name, node.As(Role.ShiftLead)));
        Assert.Equal((StatusCode.NotFound, "ROLE_GRANT_NOT_FOUND"), (confirmed.Code, confirmed.Info.Reason));
        Assert.Empty((await MeAsync(node, "newcomer")).Roles);
        var again = await PeopleNode.RefusalAsync(async () => await node.People.RejectRoleGrantAsync(
            new RejectRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = grant.Name }, node.As(rejecter), cancellationToken: Cancellation));
        Assert.Equal("ROLE_GRANT_NOT_FOUND", again.Info.Reason);
    }

    [Fact]
    public async Task What_was_confirmed_cannot_be_rejected()
    {
        await using var node = await PeopleNode.StartAsync();
        var grant = await ProposeAsync(node, "newcomer", Role.DutyOfficer);
        await ConfirmAsync(node, grant.Name, node.As(Role.ShiftLead));

        var refusal = await PeopleNode.RefusalAsync(async () => await node.People.RejectRoleGrantAsync(
            new RejectRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = grant.Name }, node.As(Role.ShiftLead), cancellationToken: Cancellation));

        Assert.Equal((StatusCode.NotFound, "ROLE_GRANT_NOT_FOUND"), (refusal.Code, refusal.Info.Reason));
        Assert.Equal([Role.DutyOfficer], (await MeAsync(node, "newcomer")).Roles);
    }

    [Fact]
    public async Task A_proposal_ends_by_itself_and_makes_room_for_others()
    {
        await using var node = await PeopleNode.StartAsync();
        var grant = await ProposeAsync(node, "newcomer", Role.DutyOfficer);
        Assert.Equal(GrantRules.OpenFor, grant.ExpireTime.ToDateTimeOffset() - grant.ProposeTime.ToDateTimeOffset());
        await node.ExecuteAsync(
            $"""
            insert into node.role_grant (id, issuer, subject, is_machine, display_name, roles, proposer, propose_time)
            select gen_random_uuid(), issuer, subject || n, is_machine, display_name, roles, proposer, propose_time
            from node.role_grant, generate_series(2, {GrantRules.OpenGrantsMax}) n
            """);
        var full = await PeopleNode.RefusalAsync(() => ProposeAsync(node, "another", Role.CaseOfficer));
        Assert.Equal((StatusCode.ResourceExhausted, "LIMIT_EXCEEDED"), (full.Code, full.Info.Reason));

        await node.ExecuteAsync($"update node.role_grant set propose_time = propose_time - interval '{GrantRules.OpenFor.TotalHours} hours'");

        Assert.Empty((await ListAsync(node)).OpenGrants);
        var late = await PeopleNode.RefusalAsync(() => ConfirmAsync(node, grant.Name, node.As(Role.ShiftLead)));
        Assert.Equal((StatusCode.NotFound, "ROLE_GRANT_NOT_FOUND"), (late.Code, late.Info.Reason));
        Assert.Equal("another", (await ProposeAsync(node, "another", Role.CaseOfficer)).Subject);
    }

    [Fact]
    public async Task Nobody_confirms_what_they_gain_by()
    {
        await using var node = await PeopleNode.StartAsync();
        var grant = await ProposeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead), Role.Operator);

        var refusal = await PeopleNode.RefusalAsync(() => ConfirmAsync(node, grant.Name, node.As(Role.ShiftLead)));

        Assert.Equal("FOUR_EYES_REQUIRED", refusal.Info.Reason);
    }

    [Fact]
    public async Task One_person_takes_a_role_away_and_it_counts_at_once()
    {
        await using var node = await PeopleNode.StartAsync();
        var name = (await MeAsync(node, PeopleNode.SubjectOf(Role.CaseOfficer))).Name;
        var request = new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString(), Name = name, Role = Role.CaseOfficer };

        var left = await node.People.RevokeRoleAsync(request, node.As(Role.ShiftLead), cancellationToken: Cancellation);
        var again = await node.People.RevokeRoleAsync(request, node.As(Role.ShiftLead), cancellationToken: Cancellation);

        Assert.Empty(left.Person.Roles);
        Assert.Equal(left, again);
        Assert.Empty((await MeAsync(node, PeopleNode.SubjectOf(Role.CaseOfficer))).Roles);
    }

    [Fact]
    public async Task The_last_keeper_of_roles_stays()
    {
        await using var node = await PeopleNode.StartAsync();
        var lead = (await MeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead))).Name;
        var manager = (await MeAsync(node, PeopleNode.SubjectOf(Role.DirectoryManager))).Name;
        await RevokeAsync(node, lead, Role.ShiftLead, Role.DirectoryManager);
        var written = await node.CountAsync("role_change");

        var refusal = await PeopleNode.RefusalAsync(() => RevokeAsync(node, manager, Role.DirectoryManager, Role.DirectoryManager));

        Assert.Equal((StatusCode.FailedPrecondition, "LAST_KEEPER_OF_ROLES"), (refusal.Code, refusal.Info.Reason));
        Assert.Equal([Role.DirectoryManager], (await MeAsync(node, PeopleNode.SubjectOf(Role.DirectoryManager))).Roles);
        Assert.Equal(written, await node.CountAsync("role_change"));
        // Other roles may still be taken from anybody, and what is none of theirs changes nothing.
        await RevokeAsync(node, manager, Role.ShiftLead, Role.DirectoryManager);
        await RevokeAsync(node, (await MeAsync(node, PeopleNode.SubjectOf(Role.Auditor))).Name, Role.Auditor, Role.DirectoryManager);
    }

    [Fact]
    public async Task Of_two_keepers_who_take_each_others_roles_away_at_once_one_stays()
    {
        await using var node = await PeopleNode.StartAsync();
        var lead = (await MeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead))).Name;
        var manager = (await MeAsync(node, PeopleNode.SubjectOf(Role.DirectoryManager))).Name;

        var acts = new[]
        {
            PeopleNode.TriedAsync(() => RevokeAsync(node, lead, Role.ShiftLead, Role.DirectoryManager)),
            PeopleNode.TriedAsync(() => RevokeAsync(node, manager, Role.DirectoryManager, Role.ShiftLead)),
        };
        var reasons = await Task.WhenAll(acts);

        // The later one is refused by the rule, or lost the right to act before it came to it.
        Assert.Single(reasons, reason => reason is null);
        Assert.Single(reasons, reason => reason is "LAST_KEEPER_OF_ROLES" or "ROLE_MISSING");
        Assert.Equal(1, await node.CountAsync("person_role where role in (4, 6)"));
    }

    [Fact]
    public async Task A_change_made_elsewhere_is_known_within_seconds()
    {
        await using var node = await PeopleNode.StartAsync();
        await node.ExecuteAsync("delete from node.person_role where role = 1; update node.people_version set version = version + 1");
        await Eventually.Async(
            async () => (await MeAsync(node, PeopleNode.SubjectOf(Role.CaseOfficer))).Roles.Count == 0, Deadlines.InProcess, Cancellation, "the role is gone");
    }

    [Fact]
    public async Task The_same_act_again_gets_the_first_answer_and_another_under_its_id_is_refused()
    {
        await using var node = await PeopleNode.StartAsync();
        var request = Proposal(node, "twice", Role.CaseOfficer);
        var first = await node.People.ProposeRoleGrantAsync(request, node.As(Role.DirectoryManager), cancellationToken: Cancellation);
        var second = await node.People.ProposeRoleGrantAsync(request, node.As(Role.DirectoryManager), cancellationToken: Cancellation);
        Assert.Equal(first, second);
        Assert.Single((await ListAsync(node)).OpenGrants);

        request.Subject = "another";
        var refusal = await PeopleNode.RefusalAsync(async () => await node.People.ProposeRoleGrantAsync(request, node.As(Role.DirectoryManager), cancellationToken: Cancellation));
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (refusal.Code, refusal.Info.Reason));

        var confirm = new ConfirmRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = first.Grant.Name };
        var confirmed = await node.People.ConfirmRoleGrantAsync(confirm, node.As(Role.ShiftLead), cancellationToken: Cancellation);
        Assert.Equal(confirmed, await node.People.ConfirmRoleGrantAsync(confirm, node.As(Role.ShiftLead), cancellationToken: Cancellation));
        var late = await PeopleNode.RefusalAsync(() => ConfirmAsync(node, first.Grant.Name, node.As(Role.ShiftLead)));
        Assert.Equal((StatusCode.NotFound, "ROLE_GRANT_NOT_FOUND"), (late.Code, late.Info.Reason));
    }

    [Fact]
    public async Task An_issuer_vouches_for_its_ceiling_of_roles_only()
    {
        await using var node = await PeopleNode.StartAsync(
            ("People:BootstrapFile", ""), ("People:Issuers:0:AllowedRoles:0", "DirectoryManager"), ("People:Issuers:0:AllowedRoles:1", "case officer"));
        await node.ExecuteAsync(
            $"""
            insert into node.person values ('01a20a12-f762-752b-ae3c-8eee2a9373da', '{node.Issuer.Address.TrimEnd('/')}', 'manager', false, 'Manager', now());
            insert into node.person_role select id, unnest(array[6, 9]) from node.person;
            update node.people_version set version = version + 1
            """);
        var manager = PeopleNode.Headers(node.Issuer.Token("manager"));
        await Eventually.Async(async () => (await MeAsync(node, "manager")).Roles.Count > 0, Deadlines.InProcess, Cancellation);

        Assert.Equal([Role.DirectoryManager], (await MeAsync(node, "manager")).Roles);
        var refusal = await PeopleNode.RefusalAsync(async () =>
            await node.People.ProposeRoleGrantAsync(Proposal(node, "somebody", Role.CaseOfficer, Role.Operator), manager, cancellationToken: Cancellation));
        Assert.Equal((StatusCode.FailedPrecondition, "ROLE_NOT_ALLOWED_BY_ISSUER", "Operator"), (refusal.Code, refusal.Info.Reason, refusal.Info.Metadata["roles"]));
    }

    [Fact]
    public async Task Each_wrong_field_is_named()
    {
        await using var node = await PeopleNode.StartAsync();
        var request = new ProposeRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Issuer = "https://issuer.example", Roles = { Role.Machine, Role.Approver } };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await node.People.ProposeRoleGrantAsync(request, node.As(Role.DirectoryManager), cancellationToken: Cancellation));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(
            ["display_name", "roles", "subject"],
            refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>().FieldViolations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task People_are_listed_page_by_page()
    {
        await using var node = await PeopleNode.StartAsync();
        var seen = new List<string>();
        var request = new ListPeopleRequest { PageSize = 3 };
        do
        {
            var page = await node.People.ListPeopleAsync(request, node.As(Role.Auditor), cancellationToken: Cancellation);
            Assert.InRange(page.People.Count, 1, 3);
            seen.AddRange(page.People.Select(person => person.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal((10, 10), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_has_rights_for_long()
    {
        await using var node = await PeopleNode.StartAsync();
        await node.ExecuteAsync("alter table node.people_version rename to elsewhere");

        await Eventually.Async(
            async () =>
            {
                try
                {
                    await MeAsync(node, PeopleNode.SubjectOf(Role.CaseOfficer));
                    return false;
                }
                catch (RpcException refused)
                {
                    return refused.StatusCode == StatusCode.Unavailable && PeopleNode.InfoOf(refused).Reason == "STORE_UNAVAILABLE";
                }
            },
            Deadlines.ProcessStart, Cancellation, "rights fail closed");

        await node.ExecuteAsync("alter table node.elsewhere rename to people_version");
        await Eventually.Async(
            async () =>
            {
                try
                {
                    return (await MeAsync(node, PeopleNode.SubjectOf(Role.CaseOfficer))).Roles.Count == 1;
                }
                catch (RpcException)
                {
                    return false;
                }
            },
            Deadlines.InProcess, Cancellation, "rights are back");
    }

    [Fact]
    public async Task Two_accounts_of_one_person_are_never_two_people()
    {
        await using var node = await PeopleNode.StartAsync();
        var keeper = await MeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead));
        var second = Proposal(node, "second", Role.ShiftLead);
        second.SamePerson = keeper.Name;
        var link = (await node.People.ProposeRoleGrantAsync(second, node.As(Role.DirectoryManager), cancellationToken: Cancellation)).Grant;
        Assert.Equal(keeper.Name, link.SamePerson);
        // Whose account it would be gains by it; somebody else must say so.
        Assert.Equal("FOUR_EYES_REQUIRED", (await PeopleNode.RefusalAsync(() => ConfirmAsync(node, link.Name, node.As(Role.ShiftLead)))).Info.Reason);
        await ConfirmAsync(node, (await ProposeAsync(node, "third", Role.ShiftLead)).Name, node.As(Role.ShiftLead));
        var third = PeopleNode.Headers(node.Issuer.Token("third"));
        Assert.Equal(keeper.Name, (await ConfirmAsync(node, link.Name, third)).SamePerson);

        // With either account it is the same person, who confirms nothing that the other account has proposed or gains by.
        Assert.Equal(keeper.Name, (await MeAsync(node, "second")).Name);
        var both = PeopleNode.Headers(node.Issuer.Token("second"));
        var proposed = (await node.People.ProposeRoleGrantAsync(
            Proposal(node, "newcomer", Role.DutyOfficer), both, cancellationToken: Cancellation)).Grant;
        Assert.Equal("FOUR_EYES_REQUIRED", (await PeopleNode.RefusalAsync(() => ConfirmAsync(node, proposed.Name, node.As(Role.ShiftLead)))).Info.Reason);
        var gain = await ProposeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead), Role.DutyOfficer);
        Assert.Equal("FOUR_EYES_REQUIRED", (await PeopleNode.RefusalAsync(() => ConfirmAsync(node, gain.Name, both))).Info.Reason);
        Assert.Equal([Role.DutyOfficer], (await ConfirmAsync(node, proposed.Name, third)).Roles);
        // Each account has its own roles.
        Assert.Equal([Role.ShiftLead], (await MeAsync(node, "second")).Roles);
    }

    [Fact]
    public async Task A_person_who_is_linked_once_more_is_linked_with_all_accounts()
    {
        await using var node = await PeopleNode.StartAsync();
        await ConfirmAsync(node, (await ProposeAsync(node, "third", Role.CaseOfficer)).Name, node.As(Role.ShiftLead));
        await ConfirmAsync(node, (await ProposeAsync(node, "fourth", Role.ShiftLead)).Name, node.As(Role.ShiftLead));
        var keeper = await MeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead));
        var third = await MeAsync(node, "third");
        // The second account becomes the third's; then it, and so all that are the same person, the keeper's.
        await LinkAsync(node, "second", third, by: "fourth");
        await LinkAsync(node, "second", keeper, by: "fourth");

        var register = node.Services.GetRequiredService<PeopleRegister>();
        foreach (var account in new[] { "second", "third", PeopleNode.SubjectOf(Role.ShiftLead) })
        {
            Assert.Equal(keeper.Name, (await MeAsync(node, account)).Name);
            // What any of them did before is compared with all of them, in acts that take two people.
            var accounts = register.AccountsOf(register.People.Single(person => person.Key.Subject == account));
            Assert.Equal(3, accounts.Length);
            Assert.Contains(accounts, id => keeper.Name.EndsWith(id.ToString(), StringComparison.Ordinal));
            Assert.Contains(accounts, id => third.Name.EndsWith(id.ToString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_account_is_made_a_known_persons_and_no_programs()
    {
        await using var node = await PeopleNode.StartAsync();
        var unknown = Proposal(node, "second", Role.CaseOfficer);
        unknown.SamePerson = $"nodes/xa/people/{Guid.NewGuid()}";
        var missing = await PeopleNode.RefusalAsync(async () =>
            await node.People.ProposeRoleGrantAsync(unknown, node.As(Role.DirectoryManager), cancellationToken: Cancellation));
        Assert.Equal((StatusCode.NotFound, "PERSON_NOT_FOUND"), (missing.Code, missing.Info.Reason));
        var program = Proposal(node, "program", Role.Machine);
        program.SamePerson = (await MeAsync(node, PeopleNode.SubjectOf(Role.ShiftLead))).Name;
        var mixed = await PeopleNode.RefusalAsync(async () =>
            await node.People.ProposeRoleGrantAsync(program, node.As(Role.DirectoryManager), cancellationToken: Cancellation));
        Assert.Equal((StatusCode.InvalidArgument, "MALFORMED_REQUEST"), (mixed.Code, mixed.Info.Reason));
    }

    private static ProposeRoleGrantRequest Proposal(PeopleNode node, string subject, params Role[] roles) => new()
    {
        RequestId = Guid.NewGuid().ToString(),
        Issuer = node.Issuer.Address,
        Subject = subject,
        DisplayName = $"Person {subject}",
        Roles = { roles },
    };

    private static async Task LinkAsync(PeopleNode node, string subject, Person person, string by)
    {
        var proposal = Proposal(node, subject, Role.CaseOfficer);
        proposal.SamePerson = person.Name;
        var grant = (await node.People.ProposeRoleGrantAsync(proposal, node.As(Role.DirectoryManager), cancellationToken: Cancellation)).Grant;
        await ConfirmAsync(node, grant.Name, PeopleNode.Headers(node.Issuer.Token(by)));
    }

    private static async Task<RoleGrant> ProposeAsync(PeopleNode node, string subject, params Role[] roles) =>
        (await node.People.ProposeRoleGrantAsync(Proposal(node, subject, roles), node.As(Role.DirectoryManager), cancellationToken: Cancellation)).Grant;

    private static async Task<Person> ConfirmAsync(PeopleNode node, string name, Metadata headers) =>
        (await node.People.ConfirmRoleGrantAsync(new ConfirmRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = name }, headers, cancellationToken: Cancellation)).Person;

    private static async Task<Person> RevokeAsync(PeopleNode node, string name, Role role, Role by) => (await node.People.RevokeRoleAsync(
        new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString(), Name = name, Role = role }, node.As(by), cancellationToken: Cancellation)).Person;

    private static async Task<Person> MeAsync(PeopleNode node, string subject) =>
        (await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(node.Issuer.Token(subject)), cancellationToken: Cancellation)).Person;

    private static async Task<ListPeopleResponse> ListAsync(PeopleNode node) =>
        await node.People.ListPeopleAsync(new ListPeopleRequest(), node.As(Role.Auditor), cancellationToken: Cancellation);
}
