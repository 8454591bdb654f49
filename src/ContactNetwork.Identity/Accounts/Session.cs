using System.Globalization;
using System.Security.Claims;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;

namespace ContactNetwork.Identity.Accounts;

/// <summary>A person signed in to this provider's own pages: what the cookie says, and the check that it still holds.</summary>
internal static class Session
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>RFC 8176: a password was used.</summary>
    public const string PasswordMethod = "pwd";

    private const string StampClaim = "stamp";

    public static async Task SignInAsync(HttpContext context, Account account, DateTimeOffset now)
    {
        var identity = new ClaimsIdentity(Scheme, OpenIddictConstants.Claims.Name, roleType: null);
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, account.Id.ToString()));
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Name, account.DisplayName));
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.AuthenticationMethodReference, PasswordMethod));
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(StampClaim, account.SecurityStamp ?? ""));
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = false });
    }

    /// <summary>When the person gave the password.</summary>
    public static DateTimeOffset AuthenticationTime(ClaimsPrincipal person) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(person.FindFirstValue(OpenIddictConstants.Claims.AuthenticationTime) ?? "0", CultureInfo.InvariantCulture));

    /// <summary>The account of a person's id if it may still be used.</summary>
    public static async Task<Account?> FindUsableAsync(UserManager<Account> accounts, string? subject) =>
        Guid.TryParse(subject, out _) && await accounts.FindByIdAsync(subject) is { DisableTime: null } account ? account : null;

    /// <summary>Runs on each request that carries the cookie: a changed password or a disabled account ends the session at once.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<UserManager<Account>>();
        var account = await FindUsableAsync(accounts, context.Principal?.FindFirstValue(OpenIddictConstants.Claims.Subject));
        if (account is null || account.SecurityStamp != context.Principal?.FindFirstValue(StampClaim))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        }
    }
}
