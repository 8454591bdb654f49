using ContactNetwork.Node.People.Tokens;
using ContactNetwork.V1;
using Grpc.Core;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

public sealed class StreamEndTests
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_ends_when_its_token_has_expired()
    {
        await using var node = await PeopleNode.StartAsync();
        var expires = TimeProvider.System.GetUtcNow() - TokenCheck.ClockSkew + TimeSpan.FromSeconds(4);
        var token = node.Issuer.Token(PeopleNode.SubjectOf(Role.CaseOfficer), payload => payload["exp"] = expires.ToUnixTimeSeconds());
        using var stream = Watch(node, PeopleNode.Headers(token));
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));

        var (code, info) = await PeopleNode.RefusalAsync(() => stream.ResponseStream.MoveNext(Cancellation).WaitAsync(EndsWithin, Cancellation));

        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_EXPIRED"), (code, info.Metadata["cause"]));
        Assert.Contains(node.Logs.Logs, log => log.Event.Name == "StreamEnded");
    }

    [Fact]
    public async Task A_stream_ends_when_the_role_is_taken_away()
    {
        await using var node = await PeopleNode.StartAsync();
        using var stream = Watch(node, node.As(Role.CaseOfficer));
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        var next = stream.ResponseStream.MoveNext(Cancellation);
        var me = (await node.People.GetMeAsync(new GetMeRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation)).Person;

        await node.People.RevokeRoleAsync(
            new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString(), Name = me.Name, Role = Role.CaseOfficer }, node.As(Role.ShiftLead), cancellationToken: Cancellation);

        var (code, info) = await PeopleNode.RefusalAsync(() => next.WaitAsync(EndsWithin, Cancellation));
        Assert.Equal((StatusCode.PermissionDenied, "ROLE_MISSING"), (code, info.Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_ends_when_its_caller_has_other_roles_than_when_it_began(bool isTakenAway)
    {
        await using var node = await PeopleNode.StartAsync();
        var me = (await node.People.GetMeAsync(new GetMeRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation)).Person;
        if (isTakenAway)
            await GrantAsync(node, me, Role.Auditor);
        using var stream = Watch(node, node.As(Role.CaseOfficer));
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        var next = stream.ResponseStream.MoveNext(Cancellation);

        if (isTakenAway)
        {
            await node.People.RevokeRoleAsync(
                new RevokeRoleRequest { RequestId = Guid.NewGuid().ToString(), Name = me.Name, Role = Role.Auditor }, node.As(Role.ShiftLead), cancellationToken: Cancellation);
        }
        else
        {
            await GrantAsync(node, me, Role.Auditor);
        }

        // The other role would still allow the stream: the caller is told to open it again.
        var (code, info) = await PeopleNode.RefusalAsync(() => next.WaitAsync(EndsWithin, Cancellation));
        Assert.Equal((StatusCode.Unavailable, "RIGHTS_CHANGED"), (code, info.Reason));
        using var again = Watch(node, node.As(Role.CaseOfficer));
        Assert.True(await again.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task A_stream_that_its_caller_leaves_ends_quietly()
    {
        await using var node = await PeopleNode.StartAsync();
        using (var stream = Watch(node, node.As(Role.CaseOfficer)))
            Assert.True(await stream.ResponseStream.MoveNext(Cancellation));

        await node.People.GetMeAsync(new GetMeRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation);
        Assert.DoesNotContain(node.Logs.Logs, log => log.Event.Name == "StreamEnded");
    }

    private static async Task GrantAsync(PeopleNode node, Person person, Role role)
    {
        var grant = (await node.People.ProposeRoleGrantAsync(
            new ProposeRoleGrantRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                Issuer = person.Issuer,
                Subject = person.Subject,
                DisplayName = person.DisplayName,
                Roles = { role },
            },
            node.As(Role.ShiftLead), cancellationToken: Cancellation)).Grant;
        await node.People.ConfirmRoleGrantAsync(
            new ConfirmRoleGrantRequest { RequestId = Guid.NewGuid().ToString(), Name = grant.Name }, node.As(Role.DirectoryManager), cancellationToken: Cancellation);
    }

    private static AsyncServerStreamingCall<WatchBoardResponse> Watch(PeopleNode node, Metadata headers) =>
        new PreservationService.PreservationServiceClient(node.Channel).WatchBoard(new WatchBoardRequest { ResumeToken = "here" }, headers, cancellationToken: Cancellation);
}
