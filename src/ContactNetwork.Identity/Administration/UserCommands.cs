using System.CommandLine;
using ContactNetwork.Identity.Accounts;
using ContactNetwork.Identity.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace ContactNetwork.Identity.Administration;

/// <summary><c>users add|import|list|disable|enable|reset-password</c>. What a person may do is granted at the node, not here.</summary>
internal static class UserCommands
{
    public static Command Create(Option<string?> config, Streams streams)
    {
        var name = new Option<string>("--name") { Description = "The sign-in name: small letters, digits, '.', '-' and '_'.", Required = true };
        var displayName = new Option<string>("--display-name") { Description = "The name shown to others.", Required = true };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input instead of making a random one." };

        var list = new Argument<string>("list") { Description = "JSON file [{\"name\", \"displayName\"}, …]; '-' reads it from standard input." };

        return new Command("users", "People who may sign in.")
        {
            new Command("add", "Adds a person and prints the subject that the node's roles are bound to.") { name, displayName, fromInput }
                .Runs(config, streams, run => AddAsync(run, Value(run, name), Value(run, displayName), run.Parsed.GetValue(fromInput))),
            new Command("import", "Adds several people at once, all or none, and prints their subjects and passwords.") { list }
                .Runs(config, streams, run => ImportAsync(run, run.Parsed.GetRequiredValue(list))),
            new Command("list", "Lists all people.").Runs(config, streams, ListAsync),
            new Command("disable", "Ends a person's sign-in and all their tokens.") { name }
                .Runs(config, streams, run => SetUsableAsync(run, Value(run, name), isUsable: false)),
            new Command("enable", "Lets a disabled person sign in again.") { name }
                .Runs(config, streams, run => SetUsableAsync(run, Value(run, name), isUsable: true)),
            new Command("reset-password", "Gives a person a new password, ends all their tokens and lifts a lock.") { name, fromInput }
                .Runs(config, streams, run => ResetPasswordAsync(run, Value(run, name), run.Parsed.GetValue(fromInput))),
        };
    }

    private static string Value(Invocation run, Option<string> option) => run.Parsed.GetRequiredValue(option);

    private static async Task AddAsync(Invocation run, string name, string displayName, bool isPasswordGiven)
    {
        var password = isPasswordGiven ? await ReadPasswordAsync(run) : AccountRules.NewPassword();
        var account = await CreateAsync(run, name, displayName, password);
        PrintPassword(run, account, isPasswordGiven ? null : password);
    }

    /// <summary>In one transaction, so that a list with a fault can be mended and given again.</summary>
    private static async Task ImportAsync(Invocation run, string list)
    {
        var people = await NewPeople.ReadAsync(list, run.Streams, run.Cancellation);
        var added = await run.Get<IdentityStore>().Database.CreateExecutionStrategy().ExecuteAsync(() => AddAllAsync(run, people));
        run.Print(
            added.Select(one => Shown(one.Account, one.Password)).ToList(),
            [.. added.Select(one => $"{one.Account.UserName,-20} {one.Account.Id}  {one.Password}"), "The passwords are shown this once."]);
    }

    /// <summary>Begins anew where the connection was cut.</summary>
    private static async Task<List<(Account Account, string Password)>> AddAllAsync(Invocation run, IReadOnlyList<NewPerson> people)
    {
        var store = run.Get<IdentityStore>();
        store.ChangeTracker.Clear();
        var added = new List<(Account Account, string Password)>();
        await using var transaction = await store.Database.BeginTransactionAsync(run.Cancellation);
        foreach (var person in people)
        {
            var password = AccountRules.NewPassword();
            added.Add((await CreateAsync(run, person.Name ?? "", person.DisplayName ?? "", password), password));
        }

        await transaction.CommitAsync(run.Cancellation);
        return added;
    }

    private static async Task<Account> CreateAsync(Invocation run, string name, string displayName, string password)
    {
        if (name.Length == 0 || name.Any(character => !AccountRules.NameCharacters.Contains(character)))
            throw new AdministrationException($"A name has small letters, digits, '.', '-' and '_' only; '{name}' doesn't.");
        if (name.Length > AccountRules.NameLengthMax || displayName.Trim().Length is 0 or > AccountRules.DisplayNameLengthMax)
            throw new AdministrationException($"A name has at most {AccountRules.NameLengthMax} characters, a display name 1 to {AccountRules.DisplayNameLengthMax}.");
        var now = run.Get<TimeProvider>().GetUtcNow();
        var account = new Account { Id = Guid.CreateVersion7(now), UserName = name, DisplayName = displayName.Trim(), CreateTime = now };
        Check(await run.Get<UserManager<Account>>().CreateAsync(account, password));
        return account;
    }

    private static async Task ListAsync(Invocation run)
    {
        var now = run.Get<TimeProvider>().GetUtcNow();
        var accounts = await run.Get<IdentityStore>().Users.AsNoTracking().OrderBy(account => account.UserName).ToListAsync(run.Cancellation);
        var rows = accounts.Select(account => new
        {
            name = account.UserName,
            displayName = account.DisplayName,
            subject = account.Id,
            state = account.DisableTime is not null ? "disabled" : account.LockoutEnd > now ? "locked" : "usable",
        }).ToList();
        run.Print(rows, rows.Select(row => $"{row.name,-20} {row.state,-9} {row.subject}  {row.displayName}"));
    }

    private static async Task SetUsableAsync(Invocation run, string name, bool isUsable)
    {
        var accounts = run.Get<UserManager<Account>>();
        var account = await FindAsync(accounts, name);
        account.DisableTime = isUsable ? null : account.DisableTime ?? run.Get<TimeProvider>().GetUtcNow();
        Check(await accounts.UpdateSecurityStampAsync(account));
        if (!isUsable)
            await EndTokensAsync(run, account);
        run.Print(new { name, subject = account.Id, state = isUsable ? "usable" : "disabled" }, [isUsable ? $"{name} may sign in again." : $"{name} is disabled. Access tokens already given out end within minutes."]);
    }

    private static async Task ResetPasswordAsync(Invocation run, string name, bool isPasswordGiven)
    {
        var accounts = run.Get<UserManager<Account>>();
        var account = await FindAsync(accounts, name);
        var password = isPasswordGiven ? await ReadPasswordAsync(run) : AccountRules.NewPassword();
        foreach (var validator in accounts.PasswordValidators)
            Check(await validator.ValidateAsync(accounts, account, password));
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
        Check(await accounts.UpdateSecurityStampAsync(account));
        await EndTokensAsync(run, account);
        PrintPassword(run, account, isPasswordGiven ? null : password);
    }

    private static async Task EndTokensAsync(Invocation run, Account account)
    {
        await run.Get<IOpenIddictAuthorizationManager>().RevokeBySubjectAsync(account.Id.ToString(), run.Cancellation);
        await run.Get<IOpenIddictTokenManager>().RevokeBySubjectAsync(account.Id.ToString(), run.Cancellation);
    }

    private static void PrintPassword(Invocation run, Account account, string? password) => run.Print(
        Shown(account, password),
        password is null
            ? [$"name     {account.UserName}", $"subject  {account.Id}"]
            : [$"name     {account.UserName}", $"subject  {account.Id}", $"password {password}", "The password is shown this once."]);

    private static object Shown(Account account, string? password) =>
        new { name = account.UserName, displayName = account.DisplayName, subject = account.Id, password };

    private static async Task<Account> FindAsync(UserManager<Account> accounts, string name) =>
        await accounts.FindByNameAsync(name) ?? throw new AdministrationException($"There is nobody named '{name}'.");

    private static async Task<string> ReadPasswordAsync(Invocation run) =>
        await run.Streams.Input.ReadLineAsync() is { Length: > 0 and <= AccountRules.PasswordLengthMax } password
            ? password
            : throw new AdministrationException($"Standard input held no password of 1 to {AccountRules.PasswordLengthMax} characters.");

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new AdministrationException(string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
