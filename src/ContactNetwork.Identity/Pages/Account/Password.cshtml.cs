using ContactNetwork.Identity.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using OpenIddict.Abstractions;

namespace ContactNetwork.Identity.Pages.Account;

/// <summary>A person replaces the password an administrator handed over.</summary>
[Authorize]
internal sealed class PasswordModel(
    PasswordCheck passwords, UserManager<Store.Account> accounts, TimeProvider clock, ILogger<PasswordModel> log) : PageModel
{
    [BindProperty(Name = "current")]
    public string? Current { get; set; }

    [BindProperty(Name = "replacement")]
    public string? Replacement { get; set; }

    [BindProperty(Name = "repeated")]
    public string? Repeated { get; set; }

    public bool IsChanged { get; private set; }

    public IReadOnlyList<string> Problems { get; private set; } = [];

    public static int LengthMin => AccountRules.PasswordLengthMin;

    public async Task OnPostAsync()
    {
        // The same check as at sign-in, so that a borrowed screen doesn't allow endless guessing.
        var self = await accounts.FindByIdAsync(User.GetClaim(OpenIddictConstants.Claims.Subject) ?? "");
        if (self?.UserName is not { } name || await passwords.CheckAsync(name, Current ?? "") is not { } account)
        {
            Problems = ["The present password is wrong."];
            return;
        }

        if (Replacement != Repeated || Replacement is not { Length: <= AccountRules.PasswordLengthMax })
        {
            Problems = ["The new password and its repetition differ."];
            return;
        }

        var result = await accounts.ChangePasswordAsync(account, Current ?? "", Replacement);
        Problems = [.. result.Errors.Select(error => error.Description)];
        if (!result.Succeeded)
            return;
        IsChanged = true;
        IdentityLog.PasswordChanged(log, account.Id);
        await Session.SignInAsync(HttpContext, account, clock.GetUtcNow());
    }
}
