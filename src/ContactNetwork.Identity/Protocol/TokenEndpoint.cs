using System.Security.Claims;
using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Protocol;

/// <summary>Answers <c>/connect/token</c> and <c>/connect/userinfo</c> after OpenIddict has checked the request.</summary>
internal static class TokenEndpoint
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static void MapProtocol(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Paths.Token, TokenAsync);
        endpoints.MapMethods(Paths.UserInfo, [HttpMethods.Get, HttpMethods.Post], UserInfoAsync);
    }

    private static async Task<IResult> TokenAsync(
        HttpContext context, Tickets tickets, UserManager<Account> accounts, IOpenIddictApplicationManager clients, ILoggerFactory logs)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not reached through OpenIddict.");
        if (request.IsClientCredentialsGrantType())
        {
            var id = request.ClientId ?? throw new InvalidOperationException("OpenIddict let a nameless client pass.");
            var client = await clients.FindByClientIdAsync(id) ?? throw new InvalidOperationException("OpenIddict let an unknown client pass.");
            return SignIn(tickets.ForMachine(id, await clients.GetDisplayNameAsync(client), request.GetScopes()));
        }

        // Code, device code and refresh token carry the ticket that was made when the person agreed.
        var earlier = (await context.AuthenticateAsync(Scheme)).Principal ?? throw new InvalidOperationException("OpenIddict let an unreadable ticket pass.");
        var subject = earlier.GetClaim(Claims.Subject);
        if (await Session.FindUsableAsync(accounts, subject) is not { } account)
        {
            IdentityLog.TokenRefused(logs.CreateLogger(typeof(TokenEndpoint)), subject ?? "none");
            return Refuse(Errors.InvalidGrant, "The account is disabled.");
        }

        return SignIn(tickets.Renew(earlier, account));
    }

    private static async Task<IResult> UserInfoAsync(HttpContext context, UserManager<Account> accounts)
    {
        var person = (await context.AuthenticateAsync(Scheme)).Principal ?? throw new InvalidOperationException("OpenIddict let an unreadable token pass.");
        if (await Session.FindUsableAsync(accounts, person.GetClaim(Claims.Subject)) is not { } account)
            return Refuse(Errors.InvalidToken, "The account is disabled, or the token belongs to a program.");

        var claims = new Dictionary<string, object> { [Claims.Subject] = account.Id.ToString() };
        if (person.HasScope(Scopes.Profile))
        {
            claims[Claims.Name] = account.DisplayName;
            claims[Claims.PreferredUsername] = account.UserName ?? "";
        }

        return Results.Ok(claims);
    }

    private static IResult SignIn(ClaimsPrincipal ticket) => Results.SignIn(ticket, properties: null, Scheme);

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [Scheme]);
}
