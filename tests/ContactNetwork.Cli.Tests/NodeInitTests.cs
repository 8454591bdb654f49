using System.Security.Cryptography;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Tests;

public sealed class NodeInitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cn-init-").FullName;

    [Fact]
    public async Task Makes_what_a_node_needs_and_keeps_the_offline_keys_apart()
    {
        string folder = Path.Combine(_folder, "new");
        CnRun run = await InitAsync(folder);

        Assert.Equal(0, run.ExitCode);
        NodeCredentials node = NodeCredentials.Load(Path.Combine(folder, "trust"));
        Assert.Equal(node.SigningKey.Public.KeyId, run.Json.GetProperty("signingKeyId").GetString());
        Assert.Equal("spiffe://lab/xc/node", run.Json.GetProperty("spiffeId").GetString());
        Assert.Equal(32, new FileInfo(Path.Combine(folder, "data", "case-wrapping.key")).Length);
        Assert.True(File.Exists(Path.Combine(folder, "trust", "ca.crt")));
        Assert.True(CountryAuthority.IsIn(Path.Combine(folder, "trust")));
        PrivateKey country = Open(Path.Combine(folder, "offline", "country.key"), "a");
        using CountryAuthority authority = CountryAuthority.Load(Path.Combine(folder, "offline"), Passphrase("a"));
        PrivateKey[] directory = [Open(Path.Combine(folder, "directory-1", "directory-1.key"), "b"), Open(Path.Combine(folder, "directory-2", "directory-2.key"), "c")];
        Envelope envelope = Envelope.Parser.ParseFrom(await File.ReadAllBytesAsync(
            Path.Combine(folder, "trust", "keysets", "XC-000001.bin"), TestContext.Current.CancellationToken));
        KeySet keySet = KeySet.Parser.ParseFrom(envelope.Payload);
        Assert.Equal(["https://node.xc.example:5102"], keySet.Endpoints);
        Assert.Equal(node.SigningKey.Public.PublicKey, keySet.SigningKeys.Single().PublicKey);
        Assert.Equal(authority.CertificateBytes, Assert.Single(keySet.CertificateAuthorities).ToByteArray());
        Assert.Equal(directory.Select(key => key.Public.PublicKey), keySet.DirectoryKeys.Select(key => key.PublicKey));
        Assert.IsType<EnvelopeCheck.SignedBy>(EnvelopeVerifier.Verify(envelope, PayloadType.KeySet, [country.Public]));
    }

    [Fact]
    public async Task What_is_kept_off_the_node_opens_only_with_its_own_passphrase()
    {
        string folder = Path.Combine(_folder, "new");
        await InitAsync(folder);
        string pem = await File.ReadAllTextAsync(Path.Combine(folder, "directory-1", "directory-1.key"), TestContext.Current.CancellationToken);

        Assert.True(KeySealing.IsSealed(pem));
        Assert.Throws<CryptographicException>(() => PrivateKey.FromSealedPem(pem, Passphrase("a")));
        Assert.Throws<CryptographicException>(() => CountryAuthority.Load(Path.Combine(folder, "offline"), Passphrase("b")));
    }

    [Fact]
    public async Task Asks_for_passphrases_where_no_file_is_named()
    {
        string folder = Path.Combine(_folder, "new");
        CnRun run = await CnRun.WithAsync(
            ["node", "init", "--country", "XC", "--network", "lab", "--endpoint", "https://node.xc.example:5102", "--folder", folder, "--json"], null, TestContext.Current.CancellationToken);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--passphrase-file", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Keys_are_readable_by_their_owner_only()
    {
        string folder = Path.Combine(_folder, "new");
        await InitAsync(folder);

        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        IEnumerable<string> secrets = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) == ".key");
        foreach (string file in secrets) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Never_overwrites_keys()
    {
        string folder = Path.Combine(_folder, "new");
        await InitAsync(folder);
        string before = await File.ReadAllTextAsync(Path.Combine(folder, "trust", "signing.key"), TestContext.Current.CancellationToken);

        CnRun again = await InitAsync(folder);

        Assert.Equal(7, again.ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, "trust", "signing.key"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("xc", "https://node.xc.example:5102")]
    [InlineData("XC", "http://node.xc.example:5102")]
    [InlineData("XC", "node.xc.example")]
    public async Task Refuses_what_no_node_could_use(string country, string endpoint)
    {
        CnRun run = await InitAsync(Path.Combine(_folder, "new"), country, endpoint);

        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_folder, "new")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CnRun> InitAsync(string folder, string country = "XC", string endpoint = "https://node.xc.example:5102") => CnRun.WithAsync(
        [
            "node", "init", "--country", country, "--network", "lab", "--endpoint", endpoint, "--folder", folder, "--json",
            "--passphrase-file", PassphraseFile("a"), "--directory-passphrase-file", PassphraseFile("b"), "--directory-passphrase-file", PassphraseFile("c"),
        ],
        null,
        TestContext.Current.CancellationToken);

    private static PrivateKey Open(string file, string who) => PrivateKey.FromSealedPem(File.ReadAllText(file), Passphrase(who));

    private static string Passphrase(string who) => $"correct horse {who}";

    private string PassphraseFile(string who)
    {
        string path = Path.Combine(_folder, $"passphrase-{who}");
        File.WriteAllText(path, Passphrase(who) + "\n");
        return path;
    }
}
