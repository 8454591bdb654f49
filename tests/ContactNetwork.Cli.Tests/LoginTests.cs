using System.Text.Json;

namespace ContactNetwork.Cli.Tests;

public sealed class LoginTests
{
    private const string Pending = """{ "error": "authorization_pending" }""";

    [Fact]
    public async Task Logging_in_shows_address_and_code_and_keeps_the_login_for_its_owner_only()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.TokenAnswers.Enqueue((400, Pending));
        node.Behavior.TokenAnswers.Enqueue((200, Tokens("good", "refresh-1", 600)));

        CnRun run = await CnRun.Async(node.PersonProfile(), "login", "--client-id", "other-tool");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("BCDF-GHJK", run.Output, StringComparison.Ordinal);
        Assert.Contains("/device", run.Output, StringComparison.Ordinal);
        Assert.Contains("Mara Voss", run.Output, StringComparison.Ordinal);
        Assert.All(node.Behavior.TokenForms, form => Assert.Equal("other-tool", form["client_id"]));
        string file = Path.Combine(node.Folder, "login.json");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(0, (await CnRun.Async(node.PersonProfile(), "peer", "list")).ExitCode);
    }

    [Fact]
    public async Task An_ended_token_is_refreshed_without_the_person()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = await LogInAsync(node, "good", expiresIn: 1);
        node.Behavior.TokenAnswers.Enqueue((200, Tokens("newer", "refresh-2", 600)));
        node.Behavior.Tokens.Clear();
        node.Behavior.Tokens.Add("newer");

        CnRun run = await CnRun.Async(profile, "peer", "list");

        Assert.Equal(0, run.ExitCode);
        IReadOnlyDictionary<string, string> form = node.Behavior.TokenForms.Last();
        Assert.Equal("refresh_token", form["grant_type"]);
        Assert.Equal("refresh-1", form["refresh_token"]);
    }

    [Fact]
    public async Task A_token_withdrawn_at_the_node_is_refreshed_once_and_no_more()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = await LogInAsync(node, "good", expiresIn: 600);
        node.Behavior.Tokens.Clear();
        node.Behavior.TokenAnswers.Enqueue((200, Tokens("also-refused", "refresh-2", 600)));
        int before = node.Behavior.TokenForms.Count;

        CnRun run = await CnRun.Async(profile, "peer", "list");

        Assert.Equal(5, run.ExitCode);
        Assert.Equal(before + 1, node.Behavior.TokenForms.Count);
    }

    [Fact]
    public async Task An_ended_login_asks_to_log_in_again()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = await LogInAsync(node, "good", expiresIn: 1);

        CnRun run = await CnRun.Async(profile, "peer", "list", "--json");

        Assert.Equal(5, run.ExitCode);
        Assert.Equal("NOT_AUTHENTICATED", run.ErrorJson.GetProperty("reason").GetString());
        Assert.Equal("Log in: cn login", run.ErrorJson.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task A_declined_login_fails()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Behavior.TokenAnswers.Enqueue((400, """{ "error": "access_denied" }"""));

        CnRun run = await CnRun.Async(node.PersonProfile(), "login");

        Assert.Equal(5, run.ExitCode);
        Assert.False(File.Exists(Path.Combine(node.Folder, "login.json")));
    }

    [Fact]
    public async Task Logging_out_forgets_the_login()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        string profile = await LogInAsync(node, "good", expiresIn: 600);

        CnRun run = await CnRun.Async(profile, "logout", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Json.GetProperty("isRevoked").GetBoolean());
        Assert.False(File.Exists(Path.Combine(node.Folder, "login.json")));
    }

    [Fact]
    public async Task A_programs_profile_gets_its_token_by_its_secret()
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.Write("hush", "secret.txt");
        string profile = node.Write(
            $$"""{ "node": "{{node.Address}}", "issuer": "{{node.Address}}", "caFile": "ca.crt", "issuerCaFile": "ca.crt", "clientId": "importer", "clientSecretFile": "secret.txt" }""");
        node.Behavior.TokenAnswers.Enqueue((200, Tokens("good", null, 600)));

        CnRun run = await CnRun.Async(profile, "peer", "list");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("client_credentials", node.Behavior.TokenForms.Single()["grant_type"]);
        Assert.Equal("hush", node.Behavior.TokenForms.Single()["client_secret"]);
    }

    private static async Task<string> LogInAsync(FakeNode node, string token, int expiresIn)
    {
        node.Behavior.TokenAnswers.Enqueue((200, Tokens(token, "refresh-1", expiresIn)));
        // Asking who logged in needs a token too; an ended one is refreshed at once.
        if (expiresIn < 60) node.Behavior.TokenAnswers.Enqueue((200, Tokens(token, "refresh-1", expiresIn)));
        string profile = node.PersonProfile();
        CnRun run = await CnRun.Async(profile, "login", "--json");
        Assert.Equal(0, run.ExitCode);
        return profile;
    }

    private static string Tokens(string access, string? refresh, int expiresIn) =>
        JsonSerializer.Serialize(new { access_token = access, refresh_token = refresh, expires_in = expiresIn, token_type = "Bearer" });
}
