using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class TokenTests(SharedProvider shared)
{
    private readonly Provider _provider = shared.Provider;

    [Fact]
    public async Task A_machine_gets_a_token_that_says_it_is_a_machine()
    {
        var secret = await _provider.AddClientAsync("intake", "machine", "--display-name", "Intake of the police");

        var answer = await MachineAsync("intake", secret);

        var token = await _provider.ValidateAsync(answer.AccessToken);
        Assert.True(token.IsValid, token.Exception?.Message);
        Assert.Equal(
            ("intake", "intake", "machine"),
            (token.ClaimsIdentity.FindFirst("sub")!.Value, token.ClaimsIdentity.FindFirst("client_id")!.Value, token.ClaimsIdentity.FindFirst("principal_kind")!.Value));
        Assert.Null(token.ClaimsIdentity.FindFirst("auth_time"));
        Assert.Null(answer["refresh_token"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await _provider.UserInfoStatusAsync(answer.AccessToken));
    }

    [Fact]
    public async Task A_machine_with_a_wrong_secret_or_a_persons_flow_is_refused()
    {
        await _provider.AddClientAsync("wrong-machine", "machine");

        Assert.Equal("invalid_client", (await MachineAsync("wrong-machine", "guessed"))["error"]);
        Assert.Equal("invalid_client", (await MachineAsync("nobody", "guessed"))["error"]);
        Assert.Equal("invalid_request", (await _provider.TokenAsync(("grant_type", "client_credentials"), ("client_id", "cn"), ("scope", "contact-network")))["error"]);
    }

    [Fact]
    public async Task A_refresh_token_is_replaced_by_each_use()
    {
        await _provider.AddPersonAsync("refresh");
        var first = await _provider.SignInToCnAsync("refresh");

        var second = await _provider.RefreshAsync(first.RefreshToken);
        var third = await _provider.RefreshAsync(second.RefreshToken);

        Assert.Equal(3, new HashSet<string> { first.RefreshToken, second.RefreshToken, third.RefreshToken }.Count);
        Assert.True((await _provider.ValidateAsync(third.AccessToken)).IsValid);
        Assert.Equal(
            new JsonWebToken(first.AccessToken).GetClaim("auth_time").Value, new JsonWebToken(third.AccessToken).GetClaim("auth_time").Value);
    }

    [Fact]
    public async Task A_stolen_refresh_token_ends_the_sign_in_for_the_thief_and_the_owner()
    {
        await using var strict = await Provider.StartAsync(("Identity:RefreshTokenReuseLeeway", "00:00:00"));
        await strict.AddPersonAsync("robbed");
        var first = await strict.SignInToCnAsync("robbed");
        var second = await strict.RefreshAsync(first.RefreshToken);

        Assert.Equal("invalid_grant", (await strict.RefreshAsync(first.RefreshToken))["error"]);
        Assert.Equal("invalid_grant", (await strict.RefreshAsync(second.RefreshToken))["error"]);
    }

    [Fact]
    public async Task An_API_asks_whether_a_token_holds_until_it_is_revoked()
    {
        await _provider.AddPersonAsync("introspected");
        var secret = await _provider.AddClientAsync("contact-network-node", "api");
        var answer = await _provider.SignInToCnAsync("introspected");
        Task<Answer> AskAsync(string token) => _provider.PostAsync(
            "/connect/introspect", ("client_id", "contact-network-node"), ("client_secret", secret), ("token", token));

        var before = await AskAsync(answer.AccessToken);
        Assert.Equal(("True", "cn"), (before["active"], before["client_id"]));
        Assert.Equal("False", (await AskAsync("nonsense"))["active"]);

        var revoked = await _provider.PostAsync("/connect/revocation", ("client_id", "cn"), ("token", answer.AccessToken));
        Assert.Equal(HttpStatusCode.OK, revoked.Status);
        Assert.Equal("False", (await AskAsync(answer.AccessToken))["active"]);
        Assert.Equal(HttpStatusCode.Unauthorized, await _provider.UserInfoStatusAsync(answer.AccessToken));

        await _provider.PostAsync("/connect/revocation", ("client_id", "cn"), ("token", answer.RefreshToken));
        Assert.Equal("invalid_grant", (await _provider.RefreshAsync(answer.RefreshToken))["error"]);
    }

    [Fact]
    public async Task A_stranger_may_not_ask_about_tokens()
    {
        await _provider.AddPersonAsync("asked-about");
        var secret = await _provider.AddClientAsync("stranger", "api");
        var answer = await _provider.SignInToCnAsync("asked-about");

        Assert.Equal("invalid_client", (await _provider.PostAsync(
            "/connect/introspect", ("client_id", "stranger"), ("client_secret", "guessed"), ("token", answer.AccessToken)))["error"]);
        Assert.NotEqual("True", (await _provider.PostAsync(
            "/connect/introspect", ("client_id", "stranger"), ("client_secret", secret), ("token", answer.AccessToken)))["active"]);
    }

    [Fact]
    public async Task The_audience_follows_the_scope()
    {
        await using var two = await Provider.StartAsync(
            ("Identity:Resources:0:Name", "node-operational"), ("Identity:Resources:0:Scope", "contact-network"),
            ("Identity:Resources:1:Name", "node-exercise"), ("Identity:Resources:1:Scope", "contact-network-exercise"));
        var secret = await two.AddClientAsync("drill", "machine");

        var answer = await two.TokenAsync(
            ("grant_type", "client_credentials"), ("client_id", "drill"), ("client_secret", secret), ("scope", "contact-network-exercise"));

        Assert.Equal(["node-exercise"], new JsonWebToken(answer.AccessToken).Audiences);
    }

    [Fact]
    public async Task A_token_without_an_API_has_no_audience_there()
    {
        await _provider.AddPersonAsync("no-scope");
        var (verifier, challenge) = Protocol.NewPkce();
        using var browser = _provider.Open();
        await browser.GetAsync(Protocol.AuthorizePath("cn", Protocol.CnRedirect, challenge, ("scope", "openid")));
        await browser.SignInAsync("no-scope");
        await browser.SubmitAsync(("decision", "allow"));
        var answer = await _provider.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "cn"), ("redirect_uri", Protocol.CnRedirect),
            ("code", browser.LeadsTo.Parameter("code")!), ("code_verifier", verifier));

        Assert.False((await _provider.ValidateAsync(answer.AccessToken)).IsValid);
    }

    private Task<Answer> MachineAsync(string id, string secret) => _provider.TokenAsync(
        ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret), ("scope", "contact-network"));
}
