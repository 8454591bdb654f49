using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Edge;
using ContactNetwork.Identity.Protocol;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Pages.Account;

/// <summary>Name and password, then back to where the person came from, on this host only.</summary>
internal sealed class LoginModel(PasswordCheck passwords, Clients clients, TimeProvider clock, IOptions<IdentityOptions> options, ILogger<LoginModel> log) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "name")]
    public string? Name { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    public bool IsRefused { get; private set; }

    public int AttemptsMax => options.Value.PasswordAttemptsMax;

    public int LockoutMinutes => (int)Math.Ceiling(options.Value.LockoutDuration.TotalMinutes);

    public Task OnGetAsync(CancellationToken cancellation) => AllowReturnAsync(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (await passwords.CheckAsync(Name?.Trim() ?? "", Password ?? "") is { } account)
        {
            await Session.SignInAsync(HttpContext, account, clock.GetUtcNow());
            IdentityLog.SignedIn(log, account.Id);
            return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
        }

        IsRefused = true;
        await AllowReturnAsync(cancellation);
        return Page();
    }

    private async Task AllowReturnAsync(CancellationToken cancellation) =>
        HttpContext.AllowFormTarget(await clients.FindRedirectAsync(ReturnUrl ?? "", cancellation));
}
