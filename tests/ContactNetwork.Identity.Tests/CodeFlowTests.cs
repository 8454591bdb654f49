using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class CodeFlowTests(SharedProvider shared)
{
    private const string WebRedirect = "https://console.xa.example/signin-oidc";

    private readonly Provider _provider = shared.Provider;

    [Fact]
    public async Task A_person_signs_in_to_cn_with_code_and_PKCE()
    {
        var alice = await _provider.AddPersonAsync("code-alice");
        var (verifier, challenge) = Protocol.NewPkce();
        using var browser = _provider.Open();

        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, challenge));
        Assert.Equal("/account/login", browser.Address.AbsolutePath);
        await browser.SignInAsync("code-alice");
        Assert.True(browser.Shows("command line asks to act for you") || browser.Shows("asks to act for you"));
        Assert.True(browser.Shows(alice.DisplayName));
        await browser.SubmitAsync(("decision", "allow"));

        Assert.StartsWith(Protocol.CnRedirect, browser.LeadsTo?.ToString(), StringComparison.Ordinal);
        Assert.Equal("some-state", browser.LeadsTo.Parameter("state"));
        Assert.Equal(_provider.Address.ToString(), browser.LeadsTo.Parameter("iss"));
        var answer = await _provider.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "cn"), ("redirect_uri", Protocol.CnRedirect),
            ("code", browser.LeadsTo.Parameter("code")!), ("code_verifier", verifier));

        var token = await _provider.ValidateAsync(answer.AccessToken);
        Assert.True(token.IsValid, token.Exception?.Message);
        Assert.Equal(alice.Id.ToString(), token.ClaimsIdentity.FindFirst("sub")?.Value);
        Assert.Equal(alice.DisplayName, token.ClaimsIdentity.FindFirst("name")?.Value);
        Assert.Equal("cn", token.ClaimsIdentity.FindFirst("client_id")?.Value);
        Assert.Equal("person", token.ClaimsIdentity.FindFirst("principal_kind")?.Value);
        Assert.Equal("pwd", token.ClaimsIdentity.FindFirst("amr")?.Value);
        Assert.Contains("contact-network", token.ClaimsIdentity.FindFirst("scope")?.Value.Split(' ') ?? []);
        Assert.InRange(long.Parse(token.ClaimsIdentity.FindFirst("auth_time")!.Value, System.Globalization.CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal("some-nonce", new JsonWebToken(answer["id_token"]).GetClaim("nonce").Value);
    }

    [Fact]
    public async Task User_information_names_the_person()
    {
        var person = await _provider.AddPersonAsync("code-info");
        var answer = await _provider.SignInToCnAsync("code-info");

        var information = await _provider.UserInfoAsync(answer.AccessToken);

        Assert.Equal((person.Id.ToString(), person.DisplayName, "code-info"), (information["sub"], information["name"], information["preferred_username"]));
    }

    [Fact]
    public async Task A_wrong_verifier_is_refused()
    {
        await _provider.AddPersonAsync("code-verifier");
        using var browser = await AllowAsync("code-verifier");

        var answer = await _provider.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "cn"), ("redirect_uri", Protocol.CnRedirect),
            ("code", browser.LeadsTo.Parameter("code")!), ("code_verifier", Protocol.NewPkce().Verifier));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (answer.Status, answer["error"]));
    }

    [Fact]
    public async Task A_code_works_once_and_its_second_use_withdraws_what_the_first_gave()
    {
        await _provider.AddPersonAsync("code-twice");
        var (verifier, challenge) = Protocol.NewPkce();
        using var browser = await AllowAsync("code-twice", challenge);
        (string, string)[] exchange =
        [
            ("grant_type", "authorization_code"), ("client_id", "cn"), ("redirect_uri", Protocol.CnRedirect),
            ("code", browser.LeadsTo.Parameter("code")!), ("code_verifier", verifier),
        ];

        var first = await _provider.TokenAsync(exchange);
        var second = await _provider.TokenAsync(exchange);

        Assert.Equal("invalid_grant", second["error"]);
        Assert.Equal("invalid_grant", (await _provider.RefreshAsync(first.RefreshToken))["error"]);
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1.evil.example/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:43210/elsewhere")]
    [InlineData("client_id", "nobody")]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "openid everything")]
    public async Task A_bad_request_leads_nowhere_else(string parameter, string value)
    {
        using var browser = _provider.Open();

        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, Protocol.NewPkce().Challenge, (parameter, value)));

        if (browser.LeadsTo is { } back)
        {
            // Only the client's own address may learn of an error, and only once it is known to be its own.
            Assert.StartsWith(Protocol.CnRedirect, back.ToString(), StringComparison.Ordinal);
            Assert.NotNull(back.Parameter("error"));
            Assert.Null(back.Parameter("code"));
            Assert.NotEqual("redirect_uri", parameter);
            return;
        }

        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.StatusCode);
        Assert.True(browser.Shows("The program's request was refused"), browser.Page);
    }

    [Fact]
    public async Task Refusing_tells_the_client()
    {
        await _provider.AddPersonAsync("code-refuses");
        using var browser = _provider.Open();
        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, Protocol.NewPkce().Challenge));
        await browser.SignInAsync("code-refuses");

        await browser.SubmitAsync(("decision", "deny"));

        Assert.Equal("access_denied", browser.LeadsTo.Parameter("error"));
    }

    [Fact]
    public async Task A_decision_without_the_forms_own_token_is_refused()
    {
        await _provider.AddPersonAsync("code-forged");
        using var browser = _provider.Open();
        var path = Protocol.AuthorizePath("cn", Protocol.CnRedirect, Protocol.NewPkce().Challenge);
        await browser.GetAsync(path);
        await browser.SignInAsync("code-forged");

        // A page of another site can make the browser send everything but the hidden token.
        await browser.GetAsync("/account/logout");
        await browser.SubmitAsync();
        await browser.GetAsync(path);
        await browser.SignInAsync("code-forged");
        var forged = browser.Page.Replace("__RequestVerificationToken", "something", StringComparison.Ordinal);
        Assert.NotEqual(forged, browser.Page);
        await browser.SubmitAsync(("__RequestVerificationToken", "forged"), ("decision", "allow"));

        Assert.Null(browser.LeadsTo);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.StatusCode);
    }

    [Fact]
    public async Task Asking_silently_succeeds_only_for_a_web_client_of_a_person_who_is_signed_in()
    {
        await _provider.AddPersonAsync("code-silent");
        await _provider.AddClientAsync("silent-console", "web", "--redirect", WebRedirect);
        using var browser = _provider.Open();
        var web = Protocol.AuthorizePath("silent-console", WebRedirect, Protocol.NewPkce().Challenge, ("prompt", "none"));
        var cn = Protocol.AuthorizePath("cn", Protocol.CnRedirect, Protocol.NewPkce().Challenge, ("prompt", "none"));

        await browser.GetAsync(web);
        Assert.Equal("login_required", browser.LeadsTo.Parameter("error"));
        await browser.SignInAsync("code-silent");
        await browser.GetAsync(web);
        Assert.NotNull(browser.LeadsTo.Parameter("code"));
        await browser.GetAsync(cn);
        Assert.Equal("consent_required", browser.LeadsTo.Parameter("error"));
    }

    [Theory]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "0")]
    public async Task A_client_may_ask_for_the_password_again(string parameter, string value)
    {
        var name = $"code-again-{parameter.Replace('_', '-')}";
        await _provider.AddPersonAsync(name);
        using var browser = _provider.Open();
        await browser.SignInAsync(name);
        Assert.True(browser.Shows("You are signed in as"));

        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, Protocol.NewPkce().Challenge, (parameter, value)));

        Assert.Equal("/account/login", browser.Address.AbsolutePath);
    }

    [Fact]
    public async Task A_web_client_gets_its_answer_by_form_and_proves_itself_with_its_secret()
    {
        await _provider.AddPersonAsync("code-web");
        var secret = await _provider.AddClientAsync("console", "web", "--redirect", WebRedirect);
        var (verifier, challenge) = Protocol.NewPkce();
        using var browser = _provider.Open();

        await browser.GetAsync(Protocol.AuthorizePath("console", WebRedirect, challenge, ("response_mode", "form_post")));
        Assert.Contains("form-action 'self' https://console.xa.example;", browser.Last.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        await browser.SignInAsync("code-web");
        Assert.Contains($"action=\"{WebRedirect}\"", WebUtility.HtmlDecode(browser.Page), StringComparison.Ordinal);
        Assert.Contains("script-src 'sha256-", browser.Last.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var code = System.Text.RegularExpressions.Regex.Match(browser.Page, "name=\"code\" value=\"([^\"]+)\"").Groups[1].Value;
        (string, string)[] exchange =
        [
            ("grant_type", "authorization_code"), ("client_id", "console"), ("redirect_uri", WebRedirect), ("code", WebUtility.HtmlDecode(code)), ("code_verifier", verifier),
        ];

        Assert.Equal("invalid_client", (await _provider.TokenAsync([.. exchange, ("client_secret", "guessed")]))["error"]);
        Assert.NotEmpty((await _provider.TokenAsync([.. exchange, ("client_secret", secret)])).AccessToken);
    }

    private async Task<Browser> AllowAsync(string name, string? challenge = null)
    {
        var browser = _provider.Open();
        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, challenge ?? Protocol.NewPkce().Challenge));
        await browser.SignInAsync(name);
        return await browser.SubmitAsync(("decision", "allow"));
    }
}
