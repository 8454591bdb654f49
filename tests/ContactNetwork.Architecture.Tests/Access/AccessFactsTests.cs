using ContactNetwork.Architecture.Tests.Protos;
using ContactNetwork.Domain;
using ContactNetwork.Node.People;

namespace ContactNetwork.Architecture.Tests.Access;

public sealed class AccessFactsTests
{
    private const string Unknown = "/contactnetwork.v1.PeopleService/EraseEverything";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_role_may_make_the_agreed_calls() =>
        Baseline.Verify("calls-and-roles.txt", AccessFacts.Of(await MethodsAsync(), Entrance.Judge));

    [Fact]
    public async Task Each_call_has_a_row_in_the_table_and_each_row_a_call()
    {
        string[] methods = [.. await MethodsAsync()];

        Assert.Empty(Baseline.Compare(methods, RpcRoles.Table.Keys));
        Assert.Equal(
            ["+ " + Unknown, "- " + methods[0]],
            Baseline.Compare(methods, [.. RpcRoles.Table.Keys.Where(method => method != methods[0]), Unknown]));
    }

    [Fact]
    public void A_call_without_a_row_is_allowed_to_nobody() => Assert.Equal(
        ["PeopleService/EraseEverything: people none; programs none"], AccessFacts.Of([Unknown], Entrance.Judge));

    [Fact]
    public void A_gate_that_lets_everybody_in_is_reported() => Assert.Equal(
        ["PeopleService/EraseEverything: people all; programs all; also without a role"],
        AccessFacts.Of([Unknown], (_, _) => null));

    [Fact]
    public void A_gate_that_takes_programs_for_people_is_reported() => Assert.Equal(
        ["PeopleService/EraseEverything: people none; programs Machine"],
        AccessFacts.Of([Unknown], (_, caller) => caller.IsMachine && caller.Roles.Contains(V1.Role.Machine)
            ? null
            : Refusal.Of(RefusalKind.NotAllowed, RefusalReasons.RoleMissing, "")));

    private static async Task<IEnumerable<string>> MethodsAsync()
    {
        using ProtoImage image = await ProtoImage.CompileAsync(ProtoImage.Sources, comments: false, Cancellation);
        return AccessFacts.MethodsOf(image.Read());
    }
}
