using ContactNetwork.Identity.Store;
using ContactNetwork.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ContactNetwork.Identity.Tests;

public sealed class KeyTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_sessions_and_forms_outlive_a_restart()
    {
        await using var first = await Provider.StartAsync();
        await first.AddPersonAsync("alice");
        var tokens = await first.SignInToCnAsync("alice");

        await using var second = await first.StartReplicaAsync();

        Assert.True((await second.ValidateAsync(tokens.AccessToken, issuer: first.Address.ToString())).IsValid);
        Assert.Equal(Protocol.KeyIdOf(tokens.AccessToken), Protocol.KeyIdOf((await second.SignInToCnAsync("alice")).AccessToken));
    }

    [Fact]
    public async Task Rotating_keeps_old_tokens_good_and_withdrawing_ends_them()
    {
        await using var provider = await Provider.StartAsync();
        await provider.AddPersonAsync("alice");
        var before = await provider.SignInToCnAsync("alice");

        Assert.Equal(0, (await provider.RunAsync("keys", "rotate", "--now")).ExitCode);
        var after = before;
        await Eventually.Async(
            async () => Protocol.KeyIdOf((after = await provider.RefreshAsync(after.RefreshToken)).AccessToken) != Protocol.KeyIdOf(before.AccessToken),
            Deadlines.OverSockets, Cancellation, "tokens are signed with the new key");
        Assert.True((await provider.ValidateAsync(before.AccessToken)).IsValid);
        Assert.True((await provider.ValidateAsync(after.AccessToken)).IsValid);

        Assert.Equal(0, (await provider.RunAsync("keys", "withdraw", "--id", Protocol.KeyIdOf(before.AccessToken))).ExitCode);
        await Eventually.Async(
            async () => !(await provider.ValidateAsync(before.AccessToken)).IsValid, Deadlines.OverSockets, Cancellation, "the old key is withdrawn");
        Assert.True((await provider.ValidateAsync(after.AccessToken)).IsValid);
    }

    [Fact]
    public async Task A_new_key_is_published_before_it_signs()
    {
        await using var provider = await Provider.StartAsync();
        await provider.AddPersonAsync("alice");
        var before = await provider.SignInToCnAsync("alice");

        Assert.Equal(0, (await provider.RunAsync("keys", "rotate")).ExitCode);
        using var http = provider.NewClient();
        await Eventually.Async(
            async () => (await http.GetStringAsync("/.well-known/openid-configuration/jwks", Cancellation)).Split("\"kid\"").Length == 3,
            Deadlines.OverSockets, Cancellation, "two keys are published");

        Assert.Equal(Protocol.KeyIdOf(before.AccessToken), Protocol.KeyIdOf((await provider.RefreshAsync(before.RefreshToken)).AccessToken));
    }

    [Fact]
    public async Task The_last_good_key_is_not_withdrawn()
    {
        await using var provider = await Provider.StartAsync();
        await provider.AddPersonAsync("alice");
        var id = Protocol.KeyIdOf((await provider.SignInToCnAsync("alice")).AccessToken);

        var run = await provider.RunAsync("keys", "withdraw", "--id", id);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("only key in use", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_or_foreign_wrapping_key_stops_the_start_and_changes_nothing()
    {
        await using var provider = await Provider.StartAsync();
        var file = Path.Combine(provider.Folder, "data", "wrapping.key");
        var good = await File.ReadAllTextAsync(file, Cancellation);

        File.Delete(file);
        var lost = await Assert.ThrowsAsync<InvalidOperationException>(() => provider.StartReplicaAsync());
        Assert.Contains("is missing", lost.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));

        await File.WriteAllTextAsync(file, Convert.ToBase64String(new byte[32]), Cancellation);
        var foreign = await Assert.ThrowsAsync<InvalidOperationException>(() => provider.StartReplicaAsync());
        Assert.Contains("another wrapping key", foreign.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, good, Cancellation);
        await using var again = await provider.StartReplicaAsync();
        Assert.Equal(2, await again.WithAsync<IdentityStore, int>(store => store.Keys.CountAsync(Cancellation)));
    }

    [Fact]
    public async Task The_database_alone_gives_no_key_away()
    {
        await using var provider = await Provider.StartAsync();
        using var browser = provider.Open();
        await browser.GetAsync("/account/login");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(provider.Folder, "data", "wrapping.key")));

        var (keys, forms) = await provider.WithAsync<IdentityStore, (List<SealedKey>, List<string?>)>(async store =>
            (await store.Keys.ToListAsync(Cancellation), await store.DataProtectionKeys.Select(key => key.Xml).ToListAsync(Cancellation)));

        Assert.Equal(2, keys.Count);
        Assert.All(keys, key => Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() =>
        {
            using var ecdsa = System.Security.Cryptography.ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(key.Secret, out _);
        }));
        Assert.NotEmpty(forms);
        Assert.All(forms, xml =>
        {
            Assert.Contains("<sealed", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Processes_that_start_together_on_an_empty_database_agree_on_the_keys()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancellation);
        var folder = Directory.CreateTempSubdirectory("identity-test-").FullName;
        Provider.WriteCertificate(folder);
        var settings = Provider.SettingsOf(database.ConnectionString, folder);

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CommandRun.StartAsync(settings, input: null, "keys", "list")));

        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Errors)));
        Assert.Single(runs.Select(run => run.Output).Distinct());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_changed_server_certificate_is_used_without_a_restart()
    {
        await using var provider = await Provider.StartAsync();

        Provider.WriteCertificate(provider.Folder);

        // The client trusts the new certificate only.
        await Eventually.Async(
            async () =>
            {
                using var http = provider.NewClient();
                try
                {
                    return await http.GetStringAsync("/health/live", Cancellation) == "Healthy";
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            Deadlines.OverSockets, Cancellation, "the new certificate is served");
    }
}
