using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Pages;

/// <summary>A person confirms the code that a program on another screen shows. Signing in comes first, so that strangers can't try codes.</summary>
[Authorize]
internal sealed class DeviceModel(UserManager<Store.Account> accounts, Clients clients, Tickets tickets, ILogger<DeviceModel> log) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>The client whose code was entered; null while there is none.</summary>
    public string? ClientName { get; private set; }

    public string UserCode { get; private set; } = "";

    public string DisplayName => User.Identity?.Name ?? "";

    public string? Problem { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await PendingAsync() is { } pending)
        {
            ClientName = await clients.FindNameAsync(pending.ClientId, cancellation);
            UserCode = pending.UserCode;
        }
        else if (Request.Query.TryGetValue(OpenIddictConstants.Parameters.UserCode, out var typed))
        {
            // Codes are capitals; a phone's keyboard may think otherwise.
            if (typed.ToString().ToUpperInvariant() is var capitals && capitals != typed)
                return Redirect(Paths.Device + QueryString.Create(OpenIddictConstants.Parameters.UserCode, capitals));
            Problem = "This code is wrong, used or too old. Check it, or start again to get a new one.";
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var subject = User.GetClaim(Claims.Subject) ?? "";
        if (await PendingAsync() is not { } pending || await Session.FindUsableAsync(accounts, subject) is not { } account)
        {
            Problem = "This code is wrong, used or too old. Start again to get a new one.";
            return Page();
        }

        var isAllowed = Request.Form["decision"] == "allow";
        var after = new AuthenticationProperties { RedirectUri = Paths.DeviceDone + (isAllowed ? "" : "?refused=true") };
        if (isAllowed)
        {
            IdentityLog.ClientAllowed(log, subject, pending.ClientId);
            return SignIn(tickets.ForPerson(account, User, pending.Scopes), after, Scheme);
        }

        IdentityLog.ClientDenied(log, subject, pending.ClientId);
        return Forbid(after, Scheme);
    }

    private async Task<Pending?> PendingAsync()
    {
        var result = await HttpContext.AuthenticateAsync(Scheme);
        return result is { Succeeded: true, Principal: { } request } && request.GetClaim(Claims.ClientId) is { Length: > 0 } client
            ? new Pending(client, result.Properties?.GetTokenValue(OpenIddictServerAspNetCoreConstants.Tokens.UserCode) ?? "", request.GetScopes())
            : null;
    }

    private sealed record Pending(string ClientId, string UserCode, System.Collections.Immutable.ImmutableArray<string> Scopes);
}
