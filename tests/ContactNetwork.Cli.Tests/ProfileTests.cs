using System.Text.Json;

namespace ContactNetwork.Cli.Tests;

public sealed class ProfileTests
{
    [Theory]
    [InlineData("node", "http://node.xa.example:5101")]
    [InlineData("node", "node.xa:5101")]
    [InlineData("node", "node")]
    [InlineData("issuer", "http://login.xa.example")]
    [InlineData("issuer", "login.xa.example")]
    [InlineData("caFile", "nowhere.crt")]
    [InlineData("caFile", "spoiled.crt")]
    [InlineData("issuerCaFile", "empty.crt")]
    [InlineData("issuerCaFile", "folder")]
    public async Task A_wrong_profile_is_a_usage_error_that_names_the_key(string key, string value)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "spoiled.crt");
        node.Write("no certificate", "empty.crt");
        Directory.CreateDirectory(Path.Combine(node.Folder, "folder"));
        Dictionary<string, string> profile = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(node.Profile()))!;
        profile[key] = value;
        string file = node.Write(JsonSerializer.Serialize(profile), "wrong.json");

        CnRun run = await CnRun.Async(file, "peer", "list", "--json");

        Assert.Equal((2, "USAGE"), (run.ExitCode, run.ErrorJson.GetProperty("reason").GetString()));
        Assert.Contains($"\"{key}\"", run.ErrorJson.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(node.Behavior.Received);
    }

    [Fact]
    public async Task An_issuer_that_sends_logins_elsewhere_in_clear_gets_nothing()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.EndpointScheme = "http";

        CnRun run = await CnRun.Async(node.PersonProfile(), "login", "--json");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("without TLS", run.ErrorText().GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(node.Behavior.TokenForms);
    }

    [Fact]
    public async Task A_rejected_proposal_is_named()
    {
        await using FakeNode node = await FakeNode.StartAsync();

        CnRun run = await CnRun.Async(node.Profile(), "people", "reject", "0198c0de-0000-7000-8000-000000000009");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Rejected: Mara Voss as duty officer.", run.Output, StringComparison.Ordinal);
        Assert.Equal("nodes/xa/roleGrants/0198c0de-0000-7000-8000-000000000009", node.Behavior.Of<V1.RejectRoleGrantRequest>().Single().Name);
    }
}
