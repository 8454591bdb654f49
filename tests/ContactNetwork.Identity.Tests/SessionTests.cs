using System.Net;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Identity;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class SessionTests(SharedProvider shared)
{
    private const string Refused = "Name and password don't match";

    private readonly Provider _provider = shared.Provider;

    [Fact]
    public async Task Too_many_wrong_passwords_lock_the_account_also_for_the_right_one()
    {
        await _provider.AddPersonAsync("locked");
        using var browser = _provider.Open();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await browser.SignInAsync("locked", "wrong password number " + attempt);
            Assert.True(browser.Shows(Refused));
        }

        await browser.SignInAsync("locked");

        Assert.True(browser.Shows(Refused));
        Assert.Contains(_provider.Logs.Logs, log => log.Event.Name == "LockedOut");
        Assert.Equal(0, (await _provider.RunAsync("users", "reset-password", "--name", "locked")).ExitCode);
        Assert.Contains("\"usable\"", (await _provider.RunAsync("users", "list", "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_looks_like_a_wrong_password()
    {
        await _provider.AddPersonAsync("known");
        using var browser = _provider.Open();

        var unknown = (await browser.SignInAsync("unknown-name", "some password")).Page;
        var wrong = (await browser.SignInAsync("known", "some password")).Page;

        Assert.Equal(Words(unknown), Words(wrong).Replace("known", "unknown-name", StringComparison.Ordinal));

        static string Words(string page) => System.Text.RegularExpressions.Regex.Replace(page, "__RequestVerificationToken.*?/>", "");
    }

    [Fact]
    public async Task A_disabled_person_loses_session_tokens_and_sign_in()
    {
        await _provider.AddPersonAsync("leaver");
        var tokens = await _provider.SignInToCnAsync("leaver");
        using var browser = _provider.Open();
        await browser.SignInAsync("leaver");
        Assert.True(browser.Shows("You are signed in as"));

        Assert.Equal(0, (await _provider.RunAsync("users", "disable", "--name", "leaver")).ExitCode);

        await browser.GetAsync("/");
        Assert.Equal("/account/login", browser.Address.AbsolutePath);
        await browser.SignInAsync("leaver");
        Assert.True(browser.Shows(Refused));
        Assert.Equal("invalid_grant", (await _provider.RefreshAsync(tokens.RefreshToken))["error"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await _provider.UserInfoStatusAsync(tokens.AccessToken));

        Assert.Equal(0, (await _provider.RunAsync("users", "enable", "--name", "leaver")).ExitCode);
        await browser.SignInAsync("leaver");
        Assert.True(browser.Shows("You are signed in as"));
    }

    [Fact]
    public async Task A_client_signs_a_person_out_with_the_persons_own_token()
    {
        await _provider.AddPersonAsync("signs-out");
        await _provider.AddClientAsync("sign-out-console", "web", "--redirect", "https://out.xa.example/in", "--after-sign-out", "https://out.xa.example/bye");
        var tokens = await _provider.SignInToCnAsync("signs-out");
        using var browser = _provider.Open();
        await browser.SignInAsync("signs-out");

        await browser.GetAsync($"/connect/endsession?id_token_hint={tokens["id_token"]}");

        Assert.True(browser.Shows("Signed out"), browser.Page);
        await browser.GetAsync("/");
        Assert.Equal("/account/login", browser.Address.AbsolutePath);
    }

    [Fact]
    public async Task A_bare_link_signs_nobody_out_without_asking()
    {
        await _provider.AddPersonAsync("stays");
        await _provider.AddClientAsync("stay-console", "web", "--redirect", "https://stay.xa.example/in", "--after-sign-out", "https://stay.xa.example/bye");
        using var browser = _provider.Open();
        await browser.SignInAsync("stays");

        await browser.GetAsync("/connect/endsession?client_id=stay-console&post_logout_redirect_uri=https%3A%2F%2Fstay.xa.example%2Fbye&state=s1");
        Assert.True(browser.Shows("Sign out here too?"), browser.Page);
        await browser.SubmitAsync(("decision", "allow"));

        Assert.Equal("https://stay.xa.example/bye?state=s1", browser.LeadsTo?.ToString());
    }

    [Fact]
    public async Task Signing_out_leads_to_no_address_of_a_stranger()
    {
        using var browser = _provider.Open();
        await browser.GetAsync("/connect/endsession?client_id=cn&post_logout_redirect_uri=https%3A%2F%2Fevil.example");

        Assert.Null(browser.LeadsTo);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Signing_in_leads_to_no_other_host(string returnUrl)
    {
        var name = "returns-" + Guid.NewGuid().ToString("N")[..8];
        await _provider.AddPersonAsync(name);
        using var browser = _provider.Open();
        await browser.GetAsync("/account/login?returnUrl=" + Uri.EscapeDataString(returnUrl));

        await browser.SignInAsync(name);

        Assert.Null(browser.LeadsTo);
        Assert.Equal("/", browser.Address.AbsolutePath);
    }

    [Fact]
    public async Task A_person_replaces_the_password_and_other_browsers_are_signed_out()
    {
        await _provider.AddPersonAsync("changes");
        using var here = _provider.Open();
        using var elsewhere = _provider.Open();
        await here.SignInAsync("changes");
        await elsewhere.SignInAsync("changes");
        await here.GetAsync("/account/password");

        await here.SubmitAsync(("current", "wrong"), ("replacement", "quite another phrase"), ("repeated", "quite another phrase"));
        Assert.True(here.Shows("The present password is wrong."));
        await here.SubmitAsync(("current", Provider.Password), ("replacement", "short"), ("repeated", "short"));
        Assert.True(here.Shows("at least 12 characters"), here.Page);
        await here.SubmitAsync(("current", Provider.Password), ("replacement", "quite another phrase"), ("repeated", "quite another phrase"));
        Assert.True(here.Shows("Your password is changed"), here.Page);

        await here.GetAsync("/");
        Assert.Equal("/", here.Address.AbsolutePath);
        await elsewhere.GetAsync("/");
        Assert.Equal("/account/login", elsewhere.Address.AbsolutePath);
        await elsewhere.SignInAsync("changes", "quite another phrase");
        Assert.True(elsewhere.Shows("You are signed in as"));
    }

    [Fact]
    public async Task Pages_tell_browsers_to_be_careful()
    {
        await _provider.AddPersonAsync("careful");
        using var browser = _provider.Open();
        await browser.SignInAsync("careful");
        await browser.GetAsync("/account/login");

        var headers = browser.Last.Headers;
        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(headers.CacheControl?.NoStore);
        Assert.False(headers.Contains("Server"));
    }

    [Fact]
    public async Task Cookies_go_to_this_host_over_TLS_only_and_to_no_script()
    {
        await _provider.AddPersonAsync("cookies");
        using var http = _provider.NewClient();
        using var page = await http.GetAsync("/account/login", TestContext.Current.CancellationToken);
        var form = page.Headers.GetValues("Set-Cookie").Single();
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var token = System.Text.RegularExpressions.Regex.Match(text, "__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"").Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/login")
        {
            Headers = { { "Cookie", form.Split(';')[0] } },
            Content = new FormUrlEncodedContent([KeyValuePair.Create("name", "cookies"), KeyValuePair.Create("password", Provider.Password), KeyValuePair.Create("__RequestVerificationToken", token)]),
        };
        using var signedIn = await http.SendAsync(request, TestContext.Current.CancellationToken);

        var session = signedIn.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-contact-network=", StringComparison.Ordinal));
        Assert.All([form, session], cookie => Assert.All(["path=/", "secure", "httponly", "samesite="], part => Assert.Contains(part, cookie, StringComparison.Ordinal)));
        Assert.DoesNotContain("expires", session, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_from_one_address_is_slowed_down()
    {
        await using var slow = await Provider.StartAsync(("Identity:SubmissionsPerMinute", "5"));
        using var browser = slow.Open();
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync("nobody-" + attempt, "some password")).Last.StatusCode);

        await browser.SignInAsync("nobody", "some password");

        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Last.StatusCode);
        Assert.True(browser.Shows("Too many attempts") && browser.Last.Headers.RetryAfter is not null, browser.Page);
    }

    [Fact]
    public async Task Passwords_are_kept_as_slow_hashes_only()
    {
        var person = await _provider.AddPersonAsync("hashed");
        var hash = await _provider.WithAsync<UserManager<Account>, string?>(async accounts => (await accounts.FindByIdAsync(person.Id.ToString()))!.PasswordHash);
        Assert.DoesNotContain(Provider.Password, hash, StringComparison.Ordinal);
        Assert.True(Convert.FromBase64String(hash!).Length > 40);
    }
}
