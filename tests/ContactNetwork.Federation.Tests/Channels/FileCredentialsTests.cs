using ContactNetwork.Federation.Channels;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Testing;
using Microsoft.Extensions.Logging;

namespace ContactNetwork.Federation.Tests.Channels;

public sealed class FileCredentialsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("contact-network-").FullName;
    private readonly FoundedNetwork network = TestNetwork.Found();
    private readonly LogWatch logs = new();
    private readonly ILoggerFactory factory;

    public FileCredentialsTests() => factory = LoggerFactory.Create(logging => logging.AddProvider(logs.Provider));

    [Fact]
    public void Changed_files_are_taken_over()
    {
        network.SaveForNode("XA", folder);
        var credentials = new FileCredentials(folder, factory.CreateLogger<FileCredentials>());
        NodeCredentials before = credentials.Current;
        Assert.False(credentials.Refresh());

        network.SaveForNode("XB", folder);
        Touch("node.crt");
        Assert.True(credentials.Refresh());
        Assert.NotEqual(before.Certificate.Thumbprint, credentials.Current.Certificate.Thumbprint);
        Assert.False(credentials.Refresh());
    }

    [Fact]
    public void Files_that_don_t_fit_each_other_leave_the_old_ones_in_force()
    {
        logs.Expect("a key of another certificate", log => log.Event.Name == "NodeCredentialsUnusable");
        network.SaveForNode("XA", folder);
        var credentials = new FileCredentials(folder, factory.CreateLogger<FileCredentials>());
        NodeCredentials before = credentials.Current;
        File.WriteAllText(
            Path.Combine(folder, "node.crt"), network.Countries["XB"].Node.Certificate.ExportCertificatePem());
        Touch("node.crt");
        Assert.False(credentials.Refresh());
        Assert.Same(before, credentials.Current);
    }

    public void Dispose()
    {
        factory.Dispose();
        network.Dispose();
        Directory.Delete(folder, recursive: true);
        logs.Dispose();
    }

    private void Touch(string file) =>
        File.SetLastWriteTimeUtc(Path.Combine(folder, file), TestNetwork.Now.UtcDateTime.AddMinutes(1));
}
