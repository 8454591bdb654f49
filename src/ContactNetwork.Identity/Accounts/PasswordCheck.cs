using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Identity;

namespace ContactNetwork.Identity.Accounts;

/// <summary>Checks a name and a password. Whoever asks can't tell an unknown name from a wrong password, a locked or a disabled account, nor by the time it takes.</summary>
internal sealed class PasswordCheck(UserManager<Account> accounts, IPasswordHasher<Account> hasher, ILogger<PasswordCheck> log)
{
    private static readonly Account Nobody = new() { DisplayName = "" };
    private static string? nobodysHash;

    /// <summary>The account, or null for any reason.</summary>
    public async Task<Account?> CheckAsync(string name, string password)
    {
        var account = password.Length <= AccountRules.PasswordLengthMax ? await accounts.FindByNameAsync(name) : null;
        if (account is null)
        {
            SpendTheSameTime(password);
            IdentityLog.UnknownName(log);
            return null;
        }

        // The password is checked first in every case: otherwise the answer's time would tell a locked account.
        var isRight = await accounts.CheckPasswordAsync(account, password);
        if (await accounts.IsLockedOutAsync(account))
        {
            IdentityLog.LockedOut(log, account.Id);
            return null;
        }

        if (!isRight)
        {
            await accounts.AccessFailedAsync(account);
            IdentityLog.WrongPassword(log, account.Id);
            return null;
        }

        if (account.DisableTime is not null)
        {
            IdentityLog.DisabledAccount(log, account.Id);
            return null;
        }

        await accounts.ResetAccessFailedCountAsync(account);
        return account;
    }

    private void SpendTheSameTime(string password)
    {
        nobodysHash ??= hasher.HashPassword(Nobody, AccountRules.NewPassword());
        hasher.VerifyHashedPassword(Nobody, nobodysHash, password[..Math.Min(password.Length, AccountRules.PasswordLengthMax)]);
    }
}
