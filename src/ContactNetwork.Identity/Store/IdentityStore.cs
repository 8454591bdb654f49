using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.EntityFrameworkCore.Models;

namespace ContactNetwork.Identity.Store;

/// <summary>Accounts, clients, tokens and keys, in a schema of their own.</summary>
internal sealed class IdentityStore(DbContextOptions<IdentityStore> options)
    : IdentityUserContext<Account, Guid>(options), IDataProtectionKeyContext
{
    public const string Schema = "identity";
    public const string HistoryTable = "migrations";

    /// <summary>How often what failed for a cut connection is tried again.</summary>
    private const int RetriesMax = 4;

    /// <summary>How long such a try waits at most: whoever signs in waits along.</summary>
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(1);

    /// <summary>The server ends the connection, or is starting.</summary>
    private static readonly string[] CutOff =
        [PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow];

    public DbSet<SealedKey> Keys => Set<SealedKey>();

    /// <summary>The keys of cookies and forms, shared by all replicas.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(Schema);

        builder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.Property(a => a.DisplayName).HasMaxLength(Accounts.AccountRules.DisplayNameLengthMax);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");

        builder.UseOpenIddict<Guid>();
        builder.Entity<OpenIddictEntityFrameworkCoreApplication<Guid>>().ToTable("clients");
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().ToTable("authorizations");
        builder.Entity<OpenIddictEntityFrameworkCoreScope<Guid>>().ToTable("scopes");
        builder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>().ToTable("tokens");

        builder.Entity<SealedKey>(key =>
        {
            key.ToTable("sealed_keys");
            key.HasKey(k => k.Id);
            key.Property(k => k.Id).HasMaxLength(64);
        });
        builder.Entity<DataProtectionKey>().ToTable("form_keys");
    }

    /// <summary>
    /// The one place that says how the store is reached, for the host and for the tool that writes migrations. After a restart
    /// of the database every connection that waits in the pool is dead, and fails its next user once.
    /// </summary>
    public static void Configure(DbContextOptionsBuilder builder, string connectionString) =>
        builder.UseNpgsql(connectionString, npgsql => npgsql
            .MigrationsHistoryTable(HistoryTable, Schema)
            .EnableRetryOnFailure(RetriesMax, RetryPauseMax, CutOff));
}
