using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class CommandLineTests(SharedProvider shared)
{
    private readonly Provider _provider = shared.Provider;

    [Fact]
    public async Task An_added_person_signs_in_with_the_password_that_was_shown()
    {
        var run = await _provider.RunAsync("users", "add", "--name", "shown", "--display-name", "Shown Once", "--json");
        using var browser = _provider.Open();

        await browser.SignInAsync("shown", run.Json().GetProperty("password").GetString()!);

        Assert.True(browser.Shows("Shown Once"), browser.Page);
        Assert.Equal(7, run.Json().GetProperty("subject").GetGuid().Version);
    }

    [Fact]
    public async Task A_password_is_taken_from_standard_input_and_never_printed()
    {
        var run = await _provider.RunWithInputAsync(
            "a password by pipe\n", "users", "add", "--name", "piped", "--display-name", "Piped", "--password-stdin");
        using var browser = _provider.Open();

        await browser.SignInAsync("piped", "a password by pipe");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("a password by pipe", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.True(browser.Shows("You are signed in as"));
    }

    [Fact]
    public async Task Several_people_are_added_by_one_list_and_sign_in()
    {
        const string List = """[{ "name": "first.of-list", "displayName": "First" }, { "name": "second.of-list", "displayName": "Second" }]""";
        var run = await _provider.RunWithInputAsync(List, "users", "import", "-", "--json");

        Assert.Equal(0, run.ExitCode);
        foreach (var person in run.Json().EnumerateArray())
        {
            using var browser = _provider.Open();
            await browser.SignInAsync(person.GetProperty("name").GetString()!, person.GetProperty("password").GetString()!);
            Assert.True(browser.Shows(person.GetProperty("displayName").GetString()!), browser.Page);
        }

        Assert.Equal(2, run.Json().GetArrayLength());
    }

    [Theory]
    [InlineData("""[{ "name": "good-one", "displayName": "Good" }, { "name": "Bad One", "displayName": "Bad" }]""", "small letters")]
    [InlineData("""[{ "name": "good-one", "displayName": "Good" }, { "name": "good-one", "displayName": "Twice" }]""", "good-one")]
    [InlineData("""[{ "name": "good-one", "displayName": "Good", "password": "chosen by others" }]""", "line 1")]
    [InlineData("""{ "name": "good-one" }""", "JSON such as")]
    [InlineData("[]", "1 to 1000 people")]
    [InlineData("", "JSON such as")]
    public async Task Of_a_list_with_a_fault_nobody_is_added(string list, string message)
    {
        var run = await _provider.RunWithInputAsync(list, "users", "import", "-");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("good-one", (await _provider.RunAsync("users", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_ends_the_old_one_and_its_tokens()
    {
        await _provider.AddPersonAsync("reset");
        var tokens = await _provider.SignInToCnAsync("reset");

        var run = await _provider.RunAsync("users", "reset-password", "--name", "reset", "--json");

        using var browser = _provider.Open();
        await browser.SignInAsync("reset");
        Assert.False(browser.Shows("You are signed in as"));
        await browser.SignInAsync("reset", run.Json().GetProperty("password").GetString()!);
        Assert.True(browser.Shows("You are signed in as"));
        Assert.Equal("invalid_grant", (await _provider.RefreshAsync(tokens.RefreshToken))["error"]);
    }

    [Theory]
    [InlineData(1, "small letters", "users", "add", "--name", "Not Good", "--display-name", "X")]
    [InlineData(1, "There is nobody named", "users", "disable", "--name", "nobody-here")]
    [InlineData(1, "needs --redirect", "clients", "add", "--id", "w1", "--kind", "web")]
    [InlineData(1, "not an https address", "clients", "add", "--id", "w2", "--kind", "web", "--redirect", "http://console.example/in")]
    [InlineData(1, "others have no addresses", "clients", "add", "--id", "m2", "--kind", "machine", "--redirect", "https://console.example/in")]
    [InlineData(1, "built in", "clients", "remove", "--id", "cn")]
    [InlineData(1, "must not look like", "clients", "add", "--id", "01a20a12-f762-752b-ae3c-8eee2a9373da", "--kind", "machine")]
    [InlineData(2, "--kind", "clients", "add", "--id", "x")]
    [InlineData(2, "See:", "users", "multiply")]
    public async Task A_wrong_command_says_what_is_wrong(int exitCode, string message, params string[] arguments)
    {
        var run = await _provider.RunAsync(arguments);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_client_gets_no_more_tokens_and_a_new_secret_replaces_the_old()
    {
        var secret = await _provider.AddClientAsync("short-lived", "machine");
        Task<Answer> AskAsync(string with) => _provider.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "short-lived"), ("client_secret", with), ("scope", "contact-network"));
        Assert.NotEmpty((await AskAsync(secret)).AccessToken);

        var replaced = (await _provider.RunAsync("clients", "reset-secret", "--id", "short-lived", "--json")).Json().GetProperty("secret").GetString()!;
        Assert.Equal("invalid_client", (await AskAsync(secret))["error"]);
        Assert.NotEmpty((await AskAsync(replaced)).AccessToken);

        Assert.Equal(0, (await _provider.RunAsync("clients", "remove", "--id", "short-lived")).ExitCode);
        Assert.Equal("invalid_client", (await AskAsync(replaced))["error"]);
    }

    [Theory]
    [InlineData("Identity:Issuer", "http://login.xa.example", "Identity:Issuer")]
    [InlineData("Identity:Issuer", "https://login.xa.example/path", "Identity:Issuer")]
    [InlineData("Identity:Listen", "localhost", "Identity:Listen")]
    [InlineData("Identity:CertificateFile", "/nowhere/server.crt", "/nowhere/server.crt")]
    [InlineData("Identity:AccessTokenLifetime", "1.00:00:00", "AccessTokenLifetime")]
    [InlineData("Identity:DataFolder", null, "DataFolder")]
    [InlineData("Store:ConnectionString", null, "Store:ConnectionString")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string key, string? value, string named)
    {
        var settings = Provider.SettingsOf(_provider.ConnectionString, _provider.Folder);
        settings[key] = value;

        var run = await CommandRun.StartAsync(settings, input: null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_stops_the_start_with_a_reason()
    {
        var settings = Provider.SettingsOf("Host=127.0.0.1;Port=1;Username=x;Database=y;Timeout=5", _provider.Folder);

        var run = await CommandRun.StartAsync(settings, input: null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The store can't be used", run.Errors, StringComparison.Ordinal);
    }
}
