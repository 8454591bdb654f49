using ContactNetwork.Identity.Store;
using Microsoft.Extensions.Options;

namespace ContactNetwork.Identity.Accounts;

/// <summary>Registers accounts and passwords; no web parts, so that the command line uses the same rules.</summary>
internal static class AccountSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(options =>
        {
            options.User.AllowedUserNameCharacters = AccountRules.NameCharacters;
            options.Password.RequiredLength = AccountRules.PasswordLengthMin;
            options.Password.RequiredUniqueChars = 5;
            options.Password.RequireDigit = false;
            options.Password.RequireLowercase = false;
            options.Password.RequireUppercase = false;
            options.Password.RequireNonAlphanumeric = false;
            options.Lockout.AllowedForNewUsers = true;
        }).AddEntityFrameworkStores<IdentityStore>();

        services.AddOptions<Microsoft.AspNetCore.Identity.IdentityOptions>().Configure<IOptions<IdentityOptions>>((accounts, ours) =>
        {
            accounts.Lockout.MaxFailedAccessAttempts = ours.Value.PasswordAttemptsMax;
            accounts.Lockout.DefaultLockoutTimeSpan = ours.Value.LockoutDuration;
        });
        return services.AddScoped<PasswordCheck>();
    }
}
