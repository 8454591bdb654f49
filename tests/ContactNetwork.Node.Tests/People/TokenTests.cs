using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ContactNetwork.Node.People.Tokens;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ContactNetwork.Node.Tests.People;

public sealed class TokenTests(SharedNode shared)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    /// <summary>What is wrong with a token, and the cause that the caller is told.</summary>
    public static TheoryData<string, string> WrongTokens => new()
    {
        { "none", "TOKEN_MISSING" },
        { "nonsense", "TOKEN_UNREADABLE" },
        { "other issuer", "ISSUER_UNKNOWN" },
        { "other audience", "AUDIENCE_OTHER" },
        { "no audience", "AUDIENCE_OTHER" },
        { "expired", "TOKEN_EXPIRED" },
        { "no expiry", "TOKEN_EXPIRED" },
        { "future", "TOKEN_NOT_YET_VALID" },
        { "unsigned", "ALGORITHM_REFUSED" },
        { "public key as secret", "ALGORITHM_REFUSED" },
        { "RS384", "ALGORITHM_REFUSED" },
        { "another's key", "SIGNATURE_WRONG" },
        { "unknown key", "SIGNATURE_WRONG" },
        { "altered", "SIGNATURE_WRONG" },
        { "identity token", "TYPE_REFUSED" },
        { "other scope", "SCOPE_MISSING" },
    };

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task A_wrong_token_is_refused_with_its_cause_and_changes_nothing(string what, string cause)
    {
        var node = await shared.GetAsync();
        var before = await node.CountAsync("role_change");
        var headers = what == "none" ? [] : PeopleNode.Headers(Make(node.Issuer, what));

        var (code, info) = await PeopleNode.RefusalAsync(async () => await node.People.ProposeRoleGrantAsync(
            new ProposeRoleGrantRequest
            {
                RequestId = Guid.NewGuid().ToString(),
                Issuer = node.Issuer.Address,
                Subject = "somebody",
                DisplayName = "Somebody",
                Roles = { Role.CaseOfficer },
            },
            headers, cancellationToken: Cancellation));

        Assert.Equal((StatusCode.Unauthenticated, "NOT_AUTHENTICATED", cause), (code, info.Reason, info.Metadata["cause"]));
        Assert.Equal(before, await node.CountAsync("role_change"));
        Assert.Contains(node.Logs.Logs, log => log.Event.Name == "TokenRefused" && log.Message.Contains(cause, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("scope as a list")]
    [InlineData("issuer without slash")]
    [InlineData("several audiences")]
    [InlineData("long type")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task Issuers_may_differ_in_what_does_not_matter(string what)
    {
        await using var node = await PeopleNode.StartAsync();
        var me = await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(await VariantAsync(node, what)), cancellationToken: Cancellation);
        Assert.Equal([Role.CaseOfficer], me.Person.Roles);
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_just_made_is_found()
    {
        await using var node = await PeopleNode.StartAsync();
        var fresh = TestKey.NewEllipticCurve();
        node.Issuer.Publish(fresh);

        await Eventually.Async(
            async () => await CallAsync(node, node.Issuer.Token(PeopleNode.SubjectOf(Role.CaseOfficer), key: fresh)) == StatusCode.OK,
            Deadlines.OverSockets, Cancellation, "the new key counts");
    }

    [Fact]
    public async Task A_remembered_token_ends_when_it_expires()
    {
        var node = await shared.GetAsync();
        var ends = TimeProvider.System.GetUtcNow() - TokenCheck.ClockSkew + TimeSpan.FromSeconds(3);
        var token = node.Issuer.Token(PeopleNode.SubjectOf(Role.CaseOfficer), payload => payload["exp"] = ends.ToUnixTimeSeconds());

        Assert.Equal(StatusCode.OK, await CallAsync(node, token));
        await Eventually.Async(
            async () => await CallAsync(node, token) == StatusCode.Unauthenticated, Deadlines.InProcess, Cancellation, "the token has ended");
    }

    [Theory]
    [InlineData("no subject")]
    [InlineData("subject is the client")]
    [InlineData("said to be a machine")]
    public async Task A_programs_token_is_told_from_a_persons(string how)
    {
        var node = await shared.GetAsync();
        var token = how switch
        {
            "no subject" => node.Issuer.MachineToken("intake"),
            "subject is the client" => node.Issuer.MachineToken("intake", payload => payload["sub"] = "intake"),
            _ => node.Issuer.MachineToken("intake", payload => (payload["sub"], payload["principal_kind"]) = ("service-account-7", "machine")),
        };

        var me = (await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation)).Person;

        Assert.Equal((true, "intake"), (me.IsMachine, me.Subject));
        Assert.Equal([Role.Machine], me.Roles);
    }

    [Theory]
    [InlineData("without a proof")]
    [InlineData("an empty proof")]
    [InlineData("a kind of its own")]
    public async Task A_service_account_with_a_subject_of_its_own_is_no_person(string how)
    {
        await using var node = await PeopleNode.StartAsync();
        // As Keycloak makes it for client credentials.
        var token = node.Issuer.MachineToken("intake", payload =>
        {
            (payload["sub"], payload["azp"], payload["preferred_username"]) = (PeopleNode.SubjectOf(Role.CaseOfficer), "intake", "service-account-intake");
            payload.Remove("client_id");
            if (how == "an empty proof")
                payload["auth_time"] = "";
            if (how == "a kind of its own")
                payload["principal_kind"] = "service";
        });

        var me = (await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation)).Person;

        Assert.Equal((true, "intake"), (me.IsMachine, me.Subject));
        Assert.Equal([Role.Machine], me.Roles);
        var filed = await PeopleNode.RefusalAsync(async () => await new PreservationService.PreservationServiceClient(node.Channel).FilePreservationAsync(
            new FilePreservationRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation));
        Assert.Equal("HUMAN_ACT", filed.Info.Reason);
    }

    [Fact]
    public async Task Each_issuer_has_its_own_proof_of_a_person()
    {
        await using var node = await PeopleNode.StartAsync(("People:Issuers:0:PersonClaim", "idp"), ("People:Issuers:0:PersonValue", "staff"));

        async Task<bool> IsMachineAsync(string idp) => (await node.People.GetMeAsync(
            new GetMeRequest(), PeopleNode.Headers(node.Issuer.Token("somebody", payload => payload["idp"] = idp)), cancellationToken: Cancellation)).Person.IsMachine;

        Assert.False(await IsMachineAsync("staff"));
        Assert.True(await IsMachineAsync("partners"));
    }

    [Fact]
    public async Task A_person_who_is_called_as_a_program_is_not_taken_for_it()
    {
        var node = await shared.GetAsync();
        var me = (await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(node.Issuer.Token("intake")), cancellationToken: Cancellation)).Person;
        Assert.False(me.IsMachine);
        Assert.Empty(me.Roles);
        Assert.Empty(me.Name);
    }

    [Fact]
    public async Task JSON_callers_get_the_same_reasons()
    {
        var node = await shared.GetAsync();

        using var without = await node.Http.GetAsync("/v1/people/me", Cancellation);
        using var me = await SendAsync(node, "/v1/people/me", Role.CaseOfficer);
        using var denied = await SendAsync(node, "/v1/people", Role.CaseOfficer);

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Contains("NOT_AUTHENTICATED", await without.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
        Assert.Equal("Person CaseOfficer", JsonDocument.Parse(await me.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("person").GetProperty("displayName").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Contains("ROLE_MISSING", await denied.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_issuer_was_never_reached_callers_are_asked_to_try_again()
    {
        await using var node = await PeopleNode.StartAsync(("People:Issuers:1:Authority", "https://127.0.0.1:1"), ("People:Issuers:1:Audience", TestIssuer.Audience), ("People:Issuers:1:AllowedRoles:0", "CaseOfficer"));
        var token = node.Issuer.Token("somebody", payload => payload["iss"] = "https://127.0.0.1:1/");

        var (code, info) = await PeopleNode.RefusalAsync(async () => await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation));

        Assert.Equal((StatusCode.Unavailable, "ISSUER_UNAVAILABLE"), (code, info.Reason));
    }

    [Fact]
    public void Remembered_tokens_are_bounded()
    {
        var cache = new TokenCache();
        var bearer = new Bearer(new Node.People.PersonKey("https://issuer", "somebody", false), null, DateTimeOffset.MaxValue, "key");
        for (var number = 0; number < 3 * TokenCache.TokensMax; number++)
            cache.Add($"token {number}", bearer);

        Assert.InRange(cache.Count, TokenCache.TokensMax / 2, TokenCache.TokensMax);
        Assert.Same(bearer, cache.Find($"token {(3 * TokenCache.TokensMax) - 1}"));
        Assert.Null(cache.Find("token 0"));
    }

    private static string Make(TestIssuer issuer, string what)
    {
        var subject = PeopleNode.SubjectOf(Role.DirectoryManager);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        switch (what)
        {
            case "nonsense":
                return "nonsense";
            case "other issuer":
                return issuer.Token(subject, payload => payload["iss"] = "https://issuer.example/");
            case "other audience":
                return issuer.Token(subject, payload => payload["aud"] = "another-node");
            case "no audience":
                return issuer.Token(subject, payload => payload.Remove("aud"));
            case "expired":
                return issuer.Token(subject, payload => payload["exp"] = now - 60);
            case "no expiry":
                return issuer.Token(subject, payload => payload.Remove("exp"));
            case "future":
                return issuer.Token(subject, payload => payload["nbf"] = now + 120);
            case "unsigned":
                return issuer.Token(subject, key: issuer.Key.AsUnsigned());
            case "public key as secret":
                return issuer.Token(subject, key: issuer.Key.AsSharedSecret());
            case "RS384":
                return issuer.Token(subject, key: TestKey.NewRsa("RS384") with { Id = issuer.Key.Id });
            case "another's key":
                return issuer.Token(subject, key: TestKey.NewEllipticCurve() with { Id = issuer.Key.Id });
            case "unknown key":
                return issuer.Token(subject, key: TestKey.NewEllipticCurve());
            case "altered":
                var parts = issuer.Token("a-stranger").Split('.');
                return $"{parts[0]}.{issuer.Token(subject).Split('.')[1]}.{parts[2]}";
            case "identity token":
                return issuer.Token(subject, changeHeader: header => header["typ"] = "JWT");
            case "other scope":
                return issuer.Token(subject, payload => payload["scope"] = "openid contact-network-exercise");
            default:
                throw new ArgumentOutOfRangeException(nameof(what), what, "No such case.");
        }
    }

    private static async Task<string> VariantAsync(PeopleNode node, string what)
    {
        var subject = PeopleNode.SubjectOf(Role.CaseOfficer);
        switch (what)
        {
            case "scope as a list":
                return node.Issuer.Token(subject, payload => payload["scope"] = new System.Text.Json.Nodes.JsonArray("openid", "contact-network"));
            case "issuer without slash":
                return node.Issuer.Token(subject, payload => payload["iss"] = node.Issuer.Address.TrimEnd('/'));
            case "several audiences":
                return node.Issuer.Token(subject, payload => payload["aud"] = new System.Text.Json.Nodes.JsonArray("another", TestIssuer.Audience));
            case "long type":
                return node.Issuer.Token(subject, changeHeader: header => header["typ"] = "application/at+jwt");
            default:
                var key = TestKey.NewRsa(what);
                node.Issuer.Publish(key);
                var issuer = node.Services.GetRequiredService<TokenCheck>().Issuers.Single();
                Assert.True(await issuer.RefreshAsync(TimeSpan.Zero, Cancellation));
                return node.Issuer.Token(subject, key: key);
        }
    }

    private static async Task<StatusCode> CallAsync(PeopleNode node, string token)
    {
        try
        {
            await node.People.GetMeAsync(new GetMeRequest(), PeopleNode.Headers(token), cancellationToken: Cancellation);
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(PeopleNode node, string path, Role role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", node.TokenOf(role));
        return await node.Http.SendAsync(request, Cancellation);
    }
}
