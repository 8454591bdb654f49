using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Edge;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Pages;

/// <summary>
/// Signing out at a client's request, after OpenIddict has checked it. Whoever holds the person's own identity token
/// may end the session at once; else the person is asked, so that a link can't sign anybody out.
/// </summary>
[IgnoreAntiforgeryToken] // A client may post its request here; what a person posts is checked below.
internal sealed class EndSessionModel(IAntiforgery forms) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private const string Decision = "decision";

    public string DisplayName => User.Identity?.Name ?? "";

    /// <summary>The request itself, carried through the form.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; private set; } = [];

    public Task<IActionResult> OnGetAsync() => EndOrAskAsync(Request.Query);

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Request.Form.ContainsKey(Decision))
            return await EndOrAskAsync(Request.Form);
        if (!await forms.IsOwnAsync(HttpContext))
            return BadRequest();
        return await EndAsync();
    }

    private async Task<IActionResult> EndOrAskAsync(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> parameters)
    {
        var hint = (await HttpContext.AuthenticateAsync(Scheme)).Principal?.GetClaim(Claims.Subject);
        if (User.Identity?.IsAuthenticated != true || hint == User.GetClaim(Claims.Subject))
            return await EndAsync();
        Parameters = [.. parameters.SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value ?? ""))];
        HttpContext.AllowFormTarget(HttpContext.GetOpenIddictServerRequest()?.PostLogoutRedirectUri);
        return Page();
    }

    private async Task<IActionResult> EndAsync()
    {
        await HttpContext.SignOutAsync(Session.Scheme);
        return SignOut(new AuthenticationProperties { RedirectUri = Paths.Logout }, Scheme);
    }
}
