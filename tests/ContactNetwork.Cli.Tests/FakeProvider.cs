using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ContactNetwork.Cli.Tests;

/// <summary>The few pages of an OpenID provider that cn uses.</summary>
internal static class FakeProvider
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", (HttpRequest request, FakeBehavior behavior) =>
        {
            string here = $"https://{request.Host}";
            return Results.Content($$"""
                { "issuer": "{{here}}/", "token_endpoint": "{{here}}/connect/token",
                  "device_authorization_endpoint": "{{behavior.EndpointScheme}}://{{request.Host}}/connect/deviceauthorization", "revocation_endpoint": "{{here}}/connect/revocation" }
                """, "application/json");
        });
        app.MapPost("/connect/deviceauthorization", (HttpRequest request) => Results.Content($$"""
            { "device_code": "secret", "user_code": "BCDF-GHJK", "verification_uri": "https://{{request.Host}}/device",
              "verification_uri_complete": "https://{{request.Host}}/device?user_code=BCDF-GHJK", "expires_in": 60, "interval": 0 }
            """, "application/json"));
        app.MapPost("/connect/token", async (HttpRequest request, FakeBehavior behavior) =>
        {
            IFormCollection form = await request.ReadFormAsync();
            behavior.TokenForms.Enqueue(form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
            (int status, string body) = behavior.TokenAnswers.TryDequeue(out (int, string) answer) ? answer : (400, """{ "error": "invalid_grant" }""");
            return Results.Content(body, "application/json", statusCode: status);
        });
        app.MapPost("/connect/revocation", () => Results.Ok());
    }
}
