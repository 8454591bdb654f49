using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Edge;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace ContactNetwork.Identity.Pages;

/// <summary>
/// The authorization request, after OpenIddict has checked client, redirect address and PKCE:
/// (1) sign in where needed; (2) ask the person where the client can't prove who it is; (3) answer.
/// </summary>
[IgnoreAntiforgeryToken] // A client may post its request here; what a person posts is checked below.
internal sealed class AuthorizeModel(
    UserManager<Store.Account> accounts, Clients clients, Tickets tickets, IAntiforgery forms, TimeProvider clock, ILogger<AuthorizeModel> log) : PageModel
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private const string Decision = "decision";
    private const string Allow = "allow";

    public string ClientName { get; private set; } = "";

    public string DisplayName { get; private set; } = "";

    public string Destination { get; private set; } = "";

    /// <summary>The request itself, carried through the form.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; private set; } = [];

    private OpenIddictRequest Asked => HttpContext.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not reached through OpenIddict.");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (await SignedInAsync() is not { } person)
            return Asked.HasPromptValue(PromptValues.None) ? Refuse(Errors.LoginRequired, "Nobody is signed in.") : AskToSignIn();
        if (!await clients.MustAskAsync(Asked.ClientId, cancellation) && !Asked.HasPromptValue(PromptValues.Consent))
            return SignIn(tickets.ForPerson(person.Account, person.Session, Asked.GetScopes()), Scheme);
        if (Asked.HasPromptValue(PromptValues.None))
            return Refuse(Errors.ConsentRequired, "The person must be asked.");

        ClientName = await clients.FindNameAsync(Asked.ClientId, cancellation) ?? "";
        DisplayName = person.Account.DisplayName;
        Destination = Asked.RedirectUri ?? "";
        Parameters = [.. Request.Query.SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value ?? ""))];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Request.Form.ContainsKey(Decision))
            return Redirect(Paths.Authorize + QueryString.Create(Request.Form));
        if (!await forms.IsOwnAsync(HttpContext))
            return BadRequest();
        if (await SignedInAsync() is not { } person)
            return AskToSignIn();
        if (Request.Form[Decision] != Allow)
        {
            IdentityLog.ClientDenied(log, person.Account.Id.ToString(), Asked.ClientId ?? "");
            return Refuse(Errors.AccessDenied, "The person refused.");
        }

        IdentityLog.ClientAllowed(log, person.Account.Id.ToString(), Asked.ClientId ?? "");
        return SignIn(tickets.ForPerson(person.Account, person.Session, Asked.GetScopes()), Scheme);
    }

    /// <summary>The person, if signed in recently enough for this request.</summary>
    private async Task<(Store.Account Account, System.Security.Claims.ClaimsPrincipal Session)?> SignedInAsync()
    {
        var session = (await HttpContext.AuthenticateAsync(Session.Scheme)).Principal;
        if (session is null || (HttpMethods.IsGet(Request.Method) && Asked.HasPromptValue(PromptValues.Login)))
            return null;
        if (Asked.MaxAge is { } seconds && clock.GetUtcNow() - Session.AuthenticationTime(session) > TimeSpan.FromSeconds(seconds))
            return null;
        return await Session.FindUsableAsync(accounts, session.GetClaim(Claims.Subject)) is { } account ? (account, session) : null;
    }

    /// <summary>Back here after the password; <c>prompt=login</c> is then fulfilled, and would ask for ever.</summary>
    private ChallengeResult AskToSignIn()
    {
        var parameters = HttpMethods.IsPost(Request.Method) ? Request.Form.AsEnumerable() : Request.Query;
        var kept = parameters.Where(pair => pair.Key is not Decision && (pair.Key is not OpenIddictConstants.Parameters.Prompt || pair.Value != PromptValues.Login));
        return Challenge(new AuthenticationProperties { RedirectUri = Paths.Authorize + QueryString.Create(kept) }, Session.Scheme);
    }

    private ForbidResult Refuse(string error, string description) => Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        Scheme);
}
