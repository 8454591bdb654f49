using ContactNetwork.Identity.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ContactNetwork.Identity.Pages.Account;

/// <summary>Ends the session in this browser.</summary>
internal sealed class LogoutModel : PageModel
{
    public bool IsSignedIn => User.Identity?.IsAuthenticated == true;

    public string DisplayName => User.Identity?.Name ?? "";

    public async Task<IActionResult> OnPostAsync()
    {
        await HttpContext.SignOutAsync(Session.Scheme);
        return RedirectToPage();
    }
}
