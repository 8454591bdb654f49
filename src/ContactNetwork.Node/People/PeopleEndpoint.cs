using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ContactNetwork.Node.People;

/// <summary>People and their roles. A role needs two people; taking one away needs one.</summary>
internal sealed class PeopleEndpoint(
    PeopleRegister register, TokenCheck tokens, Shell shell, NodeIdentity node, TimeProvider clock, ILogger<PeopleEndpoint> log) : PeopleService.PeopleServiceBase
{
    private const string Collection = "people";
    private const string GrantCollection = "roleGrants";
    private const int NameCharactersMax = 100;

    public override Task<GetMeResponse> GetMe(GetMeRequest request, ServerCallContext context)
    {
        var (caller, bearer) = (Caller.Of(context), BearerOf(context));
        var person = new Person
        {
            Name = caller.PersonId == Guid.Empty ? "" : node.Name(Collection, caller.PersonId),
            DisplayName = caller.DisplayName,
            Issuer = bearer.Key.Issuer,
            Subject = bearer.Key.Subject,
            IsMachine = caller.IsMachine,
        };
        person.Roles.Add(caller.Roles);
        return Task.FromResult(new GetMeResponse { Person = person });
    }

    public override async Task<ListPeopleResponse> ListPeople(ListPeopleRequest request, ServerCallContext context)
    {
        var (size, after) = PeoplePages.Read(request);
        ImmutableArray<PersonRecord> rest = [.. register.People.Where(person => person.Id.CompareTo(after) > 0).OrderBy(person => person.Id)];
        var answer = new ListPeopleResponse();
        answer.People.Add(rest.Take(size).Select(Show));
        if (rest.Length > size)
            answer.NextPageToken = PeoplePages.TokenAfter(rest[size - 1].Id);
        var grants = await shell.ReadAsync(
            (connection, inner) => PeopleTables.ListOpenGrantsAsync(connection, clock.GetUtcNow(), inner), context.CancellationToken);
        answer.OpenGrants.Add(grants.Select(Show));
        return answer;
    }

    public override Task<ProposeRoleGrantResponse> ProposeRoleGrant(ProposeRoleGrantRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = RequestKey.Of(caller.PersonId.ToString(), context.Method, request.RequestId, request);
        var roles = GrantRules.Check(request);
        if (tokens.Find(request.Issuer) is not { } issuer)
            throw new RefusalException(Refusal.Malformed([new FieldViolation("issuer", "is none that this node is configured for")]));
        RefuseAboveCeiling(issuer, roles);

        return shell.RunOnceAsync(
            key,
            async (session, cancellation) =>
            {
                await PeopleTables.BeginChangeAsync(session.Connection, cancellation);
                if ((await PeopleTables.ListOpenGrantsAsync(session.Connection, session.Now, cancellation)).Count >= GrantRules.OpenGrantsMax)
                    throw new RefusalException(TooManyOpen);
                var person = new PersonKey(issuer.Name, request.Subject, roles.Contains(Role.Machine));
                var people = await PeopleTables.ListAsync(session.Connection, cancellation);
                var grant = new GrantRecord(
                    Guid.CreateVersion7(session.Now),
                    person,
                    request.DisplayName.Trim(),
                    roles,
                    caller.PersonId,
                    session.Now,
                    request.SamePerson.Length == 0 ? null : SamePerson(request.SamePerson, person, people));
                await PeopleTables.AddGrantAsync(session.Connection, grant, cancellation);
                await PeopleTables.RecordAsync(
                    session.Connection, new RoleChange(RoleChange.Proposed, grant.Id, null, roles, caller.PersonId, session.Now), cancellation);
                log.RolesProposed(caller.PersonId, grant.Id);
                return new ProposeRoleGrantResponse { Grant = Show(grant) };
            },
            context.CancellationToken);
    }

    public override async Task<ConfirmRoleGrantResponse> ConfirmRoleGrant(ConfirmRoleGrantRequest request, ServerCallContext context)
    {
        var (caller, bearer) = (Caller.Of(context), BearerOf(context));
        var key = RequestKey.Of(caller.PersonId.ToString(), context.Method, request.RequestId, request);
        var id = ReadName(request.Name, GrantCollection) ?? throw new RefusalException(GrantNotFound(request.Name));

        var answer = await shell.RunOnceAsync(
            key,
            async (session, cancellation) =>
            {
                await PeopleTables.BeginChangeAsync(session.Connection, cancellation);
                var grant = await PeopleTables.FindOpenGrantAsync(session.Connection, id, session.Now, cancellation)
                    ?? throw new RefusalException(GrantNotFound(request.Name));
                var people = await PeopleTables.ListAsync(session.Connection, cancellation);
                if (GrantRules.IsOwn(grant, bearer.Key, people))
                    throw new RefusalException(FourEyes);
                RefuseAboveCeiling(tokens.Find(grant.Key.Issuer), grant.Roles);
                var person = await PeopleTables.EnsurePersonAsync(
                    session.Connection, Guid.CreateVersion7(session.Now), grant.Key, grant.DisplayName, session.Now, cancellation);
                if (grant.SameAs is { } same)
                    await PeopleTables.LinkAsync(session.Connection, person, people.Find(known => known.Id == same)?.ActsAs ?? same, cancellation);
                await PeopleTables.AddRolesAsync(session.Connection, person, grant.Roles, cancellation);
                await PeopleTables.ConfirmGrantAsync(session.Connection, grant.Id, caller.PersonId, session.Now, cancellation);
                await PeopleTables.RecordAsync(
                    session.Connection, new RoleChange(RoleChange.Confirmed, grant.Id, person, grant.Roles, caller.PersonId, session.Now), cancellation);
                log.RolesConfirmed(caller.PersonId, grant.Id);
                return new ConfirmRoleGrantResponse { Person = Show(await ReadAsync(session, person, cancellation)) };
            },
            context.CancellationToken);
        await register.RefreshAsync(context.CancellationToken);
        return answer;
    }

    public override Task<RejectRoleGrantResponse> RejectRoleGrant(RejectRoleGrantRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = RequestKey.Of(caller.PersonId.ToString(), context.Method, request.RequestId, request);
        var id = ReadName(request.Name, GrantCollection) ?? throw new RefusalException(GrantNotFound(request.Name));
        return shell.RunOnceAsync(
            key,
            async (session, cancellation) =>
            {
                await PeopleTables.BeginChangeAsync(session.Connection, cancellation);
                var grant = await PeopleTables.FindOpenGrantAsync(session.Connection, id, session.Now, cancellation)
                    ?? throw new RefusalException(GrantNotFound(request.Name));
                await PeopleTables.RejectGrantAsync(session.Connection, id, caller.PersonId, session.Now, cancellation);
                await PeopleTables.RecordAsync(
                    session.Connection, new RoleChange(RoleChange.Rejected, id, null, grant.Roles, caller.PersonId, session.Now), cancellation);
                log.RolesRejected(caller.PersonId, id);
                return new RejectRoleGrantResponse { Grant = Show(grant) };
            },
            context.CancellationToken);
    }

    public override async Task<RevokeRoleResponse> RevokeRole(RevokeRoleRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var key = RequestKey.Of(caller.PersonId.ToString(), context.Method, request.RequestId, request);
        if (request.Role == Role.Unspecified)
            throw new RefusalException(Refusal.Malformed([new FieldViolation("role", "is required")]));
        var id = ReadName(request.Name, Collection) ?? throw new RefusalException(PersonNotFound(request.Name));

        var answer = await shell.RunOnceAsync(
            key,
            async (session, cancellation) =>
            {
                await PeopleTables.BeginChangeAsync(session.Connection, cancellation);
                var people = await PeopleTables.ListAsync(session.Connection, cancellation);
                var person = people.Find(person => person.Id == id)
                    ?? throw new RefusalException(PersonNotFound(request.Name));
                if (person.Roles.Contains(request.Role))
                {
                    RefuseLastKeeper(person, request.Role, people);
                    await PeopleTables.RemoveRoleAsync(session.Connection, id, request.Role, cancellation);
                    await PeopleTables.RecordAsync(
                        session.Connection, new RoleChange(RoleChange.Revoked, null, id, [request.Role], caller.PersonId, session.Now), cancellation);
                    log.RoleRevoked(caller.PersonId, request.Role.ToString(), id);
                }

                return new RevokeRoleResponse { Person = Show(person with { Roles = person.Roles.Remove(request.Role) }) };
            },
            context.CancellationToken);
        await register.RefreshAsync(context.CancellationToken);
        return answer;
    }

    /// <summary>The person whose further account it is: a person, whom this node knows, under another account.</summary>
    private Guid SamePerson(string name, PersonKey account, List<PersonRecord> people)
    {
        if (account.IsMachine)
            throw new RefusalException(Refusal.Malformed([new FieldViolation("same_person", "a program is nobody's account")]));
        var same = people.Find(person => person.Id == ReadName(name, Collection)) ?? throw new RefusalException(PersonNotFound(name));
        return !same.Key.IsMachine && same.Key != account
            ? same.ActsAs
            : throw new RefusalException(Refusal.Malformed([new FieldViolation("same_person", "names a program or this very account")]));
    }

    private static Refusal FourEyes => Refusal.Of(
        RefusalKind.WrongStage, RefusalReasons.FourEyesRequired, "Another person must confirm this: neither who proposed it nor who gains by it, under whatever account.");

    private static Refusal LastKeeper => Refusal
        .Of(RefusalKind.WrongStage, RefusalReasons.LastKeeperOfRoles, "Nobody would be left who can grant roles. Grant another person such a role first.")
        .With("roles", string.Join(",", RpcRoles.KeepersOfRoles));

    private static Refusal TooManyOpen => Refusal
        .Of(RefusalKind.LimitExceeded, RefusalReasons.LimitExceeded, $"{GrantRules.OpenGrantsMax} proposals are open; confirm or reject some first.")
        .With("limit", "open_grants");

    private static Refusal GrantNotFound(string name) => Refusal
        .Of(RefusalKind.NotFound, RefusalReasons.RoleGrantNotFound, $"There is no such open proposal; one ends {GrantRules.OpenFor.TotalDays:0} days after it was made.").With("name", name.Length <= NameCharactersMax ? name : "");

    private static Refusal PersonNotFound(string name) => Refusal
        .Of(RefusalKind.NotFound, RefusalReasons.PersonNotFound, "There is no such person.").With("name", name.Length <= NameCharactersMax ? name : "");

    /// <summary>A node whose roles nobody can grant any more could only be helped from outside.</summary>
    private void RefuseLastKeeper(PersonRecord person, Role role, List<PersonRecord> people)
    {
        var left = person with { Roles = person.Roles.Remove(role) };
        if (IsKeeper(person) && !IsKeeper(left) && !people.Exists(other => other.Id != person.Id && IsKeeper(other)))
            throw new RefusalException(LastKeeper);
    }

    private bool IsKeeper(PersonRecord person) => register.RolesOf(person).Intersect(RpcRoles.KeepersOfRoles).Any();

    private static void RefuseAboveCeiling(Issuer? issuer, ImmutableArray<Role> roles)
    {
        ImmutableArray<Role> above = [.. roles.Where(role => issuer?.Ceiling.Contains(role) is not true)];
        if (above.IsEmpty)
            return;
        throw new RefusalException(Refusal
            .Of(RefusalKind.WrongStage, RefusalReasons.RoleNotAllowedByIssuer, $"This issuer's people may not be {string.Join(", ", above)} here; see People:Issuers.")
            .With("roles", string.Join(",", above)));
    }

    private static Bearer BearerOf(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Bearer>() ?? throw new InvalidOperationException("No token: the people's gate stands before every call.");

    private static async Task<PersonRecord> ReadAsync(WriteSession session, Guid id, CancellationToken cancellation) =>
        (await PeopleTables.ListAsync(session.Connection, cancellation)).Single(person => person.Id == id);

    private Guid? ReadName(string name, string collection)
    {
        var prefix = $"nodes/{node.CountryPath}/{collection}/";
        return name.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(name[prefix.Length..], "D", out var id) ? id : null;
    }

    private Person Show(PersonRecord record)
    {
        var person = new Person
        {
            Name = node.Name(Collection, record.Id),
            DisplayName = record.DisplayName,
            Issuer = record.Key.Issuer,
            Subject = record.Key.Subject,
            IsMachine = record.Key.IsMachine,
            SamePerson = record.SameAs is { } same ? node.Name(Collection, same) : "",
        };
        person.Roles.Add(register.RolesOf(record));
        return person;
    }

    private RoleGrant Show(GrantRecord record)
    {
        var grant = new RoleGrant
        {
            Name = node.Name(GrantCollection, record.Id),
            Issuer = record.Key.Issuer,
            Subject = record.Key.Subject,
            DisplayName = record.DisplayName,
            Proposer = node.Name(Collection, record.Proposer),
            ProposeTime = Timestamp.FromDateTimeOffset(record.ProposeTime),
            ExpireTime = Timestamp.FromDateTimeOffset(record.ProposeTime + GrantRules.OpenFor),
            SamePerson = record.SameAs is { } same ? node.Name(Collection, same) : "",
        };
        grant.Roles.Add(record.Roles);
        return grant;
    }
}
