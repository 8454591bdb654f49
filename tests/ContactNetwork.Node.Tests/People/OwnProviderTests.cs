using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

/// <summary>Our provider and our node understand each other.</summary>
public sealed class OwnProviderTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_and_programs_of_our_own_provider_are_known_for_what_they_are()
    {
        await using var provider = await OwnProvider.StartAsync();
        await using var node = await PeopleNode.StartAsync(
            ("People:Issuers:1:Authority", provider.Address.ToString()),
            ("People:Issuers:1:Audience", "contact-network-node"),
            ("People:Issuers:1:AllowedRoles:0", "All"),
            ("People:Issuers:1:BackchannelCaFile", provider.Certificate.CertificateFile));
        var alice = await provider.AdministerAsync("users", "add", "--name", "alice", "--display-name", "Alice Aalto");
        var program = await provider.AdministerAsync("clients", "add", "--id", "registry", "--kind", "machine");

        var person = await MeAsync(node, await provider.SignInAsync("alice", alice.GetProperty("password").GetString()!));
        var machineToken = await provider.PostAsync(
            "/connect/token", ("grant_type", "client_credentials"), ("scope", "contact-network"),
            ("client_id", "registry"), ("client_secret", program.GetProperty("secret").GetString()!));
        var machine = await MeAsync(node, machineToken.GetProperty("access_token").GetString()!);

        Assert.Equal((false, alice.GetProperty("subject").GetString(), "Alice Aalto"), (person.IsMachine, person.Subject, person.DisplayName));
        Assert.Equal((true, "registry"), (machine.IsMachine, machine.Subject));
        Assert.Equal(provider.Address.ToString().TrimEnd('/'), person.Issuer);
    }

    private static async Task<Person> MeAsync(PeopleNode node, string token) =>
        (await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation)).Person;
}
