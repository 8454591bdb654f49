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
        Assert.False(File.Exists(Path.Combine(folder, "trust", "ca.key")));
        Assert.True(File.Exists(Path.Combine(folder, "offline", "country.key")));
        Envelope envelope = Envelope.Parser.ParseFrom(await File.ReadAllBytesAsync(
            Path.Combine(folder, "trust", "keysets", "XC-000001.bin"), TestContext.Current.CancellationToken));
        KeySet keySet = KeySet.Parser.ParseFrom(envelope.Payload);
        Assert.Equal(["https://node.xc.example:5102"], keySet.Endpoints);
        Assert.Equal(node.SigningKey.Public.PublicKey, keySet.SigningKeys.Single().PublicKey);
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

    private static Task<CnRun> InitAsync(string folder, string country = "XC", string endpoint = "https://node.xc.example:5102") => CnRun.WithAsync(["node", "init", "--country", country, "--network", "lab", "--endpoint", endpoint, "--folder", folder, "--json"], null, TestContext.Current.CancellationToken);
}
