using System.Net;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class DeviceFlowTests(SharedProvider shared)
{
    private readonly Provider _provider = shared.Provider;

    [Fact]
    public async Task A_person_allows_a_device_by_its_code()
    {
        var person = await _provider.AddPersonAsync("device-alice");
        var device = await StartAsync();
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", device["user_code"]);
        Assert.Equal(new Uri(_provider.Address, "device").ToString(), device["verification_uri"]);
        Assert.Equal("authorization_pending", (await PollAsync(device))["error"]);

        using var browser = _provider.Open();
        await browser.GetAsync("/device");
        await browser.SignInAsync("device-alice");
        await browser.GetAsync($"/device?user_code={device["user_code"]}");
        Assert.True(browser.Shows(device["user_code"]!) && browser.Shows("command line") && browser.Shows(person.DisplayName), browser.Page);
        await browser.SubmitAsync(("decision", "allow"));
        Assert.Equal("/device/done", browser.Address.AbsolutePath);

        var answer = await PollAsync(device);
        var token = await _provider.ValidateAsync(answer.AccessToken);
        Assert.True(token.IsValid, token.Exception?.Message);
        Assert.Equal((person.Id.ToString(), "cn"), (token.ClaimsIdentity.FindFirst("sub")!.Value, token.ClaimsIdentity.FindFirst("client_id")!.Value));
        Assert.NotEmpty(answer.RefreshToken);
        Assert.Equal("invalid_grant", (await PollAsync(device))["error"]);
    }

    [Fact]
    public async Task The_complete_address_leads_through_sign_in_to_the_question()
    {
        await _provider.AddPersonAsync("device-complete");
        var device = await StartAsync();
        using var browser = _provider.Open();

        await browser.GetAsync(new Uri(device["verification_uri_complete"]!).PathAndQuery);
        Assert.Equal("/account/login", browser.Address.AbsolutePath);
        Assert.False(browser.Shows(device["user_code"]!) && browser.Shows("Is this you?"));
        await browser.SignInAsync("device-complete");

        Assert.True(browser.Shows("Is this you?") && browser.Shows(device["user_code"]!), browser.Page);
    }

    [Fact]
    public async Task Refusing_tells_the_device()
    {
        await _provider.AddPersonAsync("device-refuses");
        var device = await StartAsync();
        using var browser = _provider.Open();
        await browser.SignInAsync("device-refuses");
        await browser.GetAsync($"/device?user_code={device["user_code"]}");

        await browser.SubmitAsync(("decision", "deny"));

        Assert.True(browser.Shows("Refused"), browser.Page);
        Assert.Equal("access_denied", (await PollAsync(device))["error"]);
    }

    [Fact]
    public async Task A_wrong_code_is_told_and_can_be_typed_again()
    {
        await _provider.AddPersonAsync("device-typo");
        using var browser = _provider.Open();
        await browser.SignInAsync("device-typo");

        await browser.GetAsync("/device?user_code=BBBB-BBBB");

        Assert.Equal(HttpStatusCode.OK, browser.Last.StatusCode);
        Assert.True(browser.Shows("This code is wrong, used or too old") && browser.Page.Contains("name=\"user_code\"", StringComparison.Ordinal), browser.Page);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("without-dash")]
    public async Task A_code_may_be_typed_carelessly(string how)
    {
        await _provider.AddPersonAsync($"device-{how}");
        var device = await StartAsync();
        var code = device["user_code"]!;
        using var browser = _provider.Open();
        await browser.SignInAsync($"device-{how}");

        await browser.GetAsync("/device?user_code=" + (how == "small" ? code.ToLowerInvariant() : code.Replace("-", "", StringComparison.Ordinal)));

        Assert.True(browser.Shows("Is this you?"), browser.Page);
    }

    [Fact]
    public async Task Allowing_needs_the_forms_own_token()
    {
        await _provider.AddPersonAsync("device-forged");
        var device = await StartAsync();
        using var browser = _provider.Open();
        await browser.SignInAsync("device-forged");
        await browser.GetAsync($"/device?user_code={device["user_code"]}");

        await browser.SubmitAsync(("__RequestVerificationToken", "forged"), ("decision", "allow"));

        Assert.Equal(HttpStatusCode.BadRequest, browser.Last.StatusCode);
        Assert.Equal("authorization_pending", (await PollAsync(device))["error"]);
    }

    [Fact]
    public async Task An_unknown_client_starts_no_device_flow()
    {
        var answer = await _provider.PostAsync("/connect/deviceauthorization", ("client_id", "nobody"), ("scope", "contact-network"));
        Assert.Equal("invalid_client", answer["error"]);
    }

    private Task<Answer> StartAsync() =>
        _provider.PostAsync("/connect/deviceauthorization", ("client_id", "cn"), ("scope", "openid profile offline_access contact-network"));

    private Task<Answer> PollAsync(Answer device) =>
        _provider.TokenAsync(("grant_type", Protocol.DeviceGrant), ("client_id", "cn"), ("device_code", device["device_code"]!));
}
