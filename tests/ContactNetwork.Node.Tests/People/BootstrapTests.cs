using System.Text.Json;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

public sealed class BootstrapTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ShiftLead", "CaseOfficer")]
    [InlineData("CaseOfficer", "DutyOfficer")]
    [InlineData("DirectoryManager", "Machine")]
    public async Task First_people_of_whom_no_two_can_grant_roles_stop_the_start(string one, string other)
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(("one", one), ("other", other)));

        Assert.Contains("fewer than 2 persons", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DirectoryManager or ShiftLead", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_named_twice_is_no_pair() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(("one", "ShiftLead"), ("one", "DirectoryManager")));

    [Fact]
    public async Task Two_who_can_grant_roles_are_enough()
    {
        await using var node = await StartAsync(("one", "ShiftLead"), ("other", "DirectoryManager"));

        var me = await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(node.Issuer.Token("other")), cancellationToken: Cancellation);
        Assert.Equal([Role.DirectoryManager], me.Person.Roles);
    }

    private static Task<PeopleNode> StartAsync(params (string Subject, string Role)[] people) => PeopleNode.StartAsync(
        issuer => JsonSerializer.Serialize(people.Select(person => new
        {
            issuer = issuer.Address,
            subject = person.Subject,
            displayName = $"Person {person.Subject}",
            roles = new[] { person.Role },
        })));
}
