using System.Security.Cryptography.X509Certificates;
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
    public void Files_that_are_copied_with_an_older_time_are_taken_over()
    {
        network.SaveForNode("XA", folder);
        var credentials = new FileCredentials(folder, factory.CreateLogger<FileCredentials>());
        network.SaveForNode("XB", folder);
        foreach (string file in Directory.GetFiles(folder))
            File.SetLastWriteTimeUtc(file, TestNetwork.Now.AddDays(-7).UtcDateTime);
        Assert.True(credentials.Refresh());
        Assert.False(credentials.Refresh());
        Assert.Equal(network.Countries["XB"].Node.Certificate.Thumbprint, credentials.Current.Certificate.Thumbprint);
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

    [Fact]
    public void A_renewal_that_was_cut_short_between_its_files_leaves_a_whole_pair()
    {
        network.SaveForNode("XA", folder);
        string former = File.ReadAllText(Path.Combine(folder, "node.crt"));
        using X509Certificate2 renewed = network.Countries["XA"].Authority.IssueNode(
            TestNetwork.Id, "XA", NodeNames.Loopback, TestNetwork.Now, TestNetwork.Now.AddDays(1));
        NodeCredentials.SaveCertificate(folder, renewed);
        File.WriteAllText(Path.Combine(folder, "node.crt"), former);

        Assert.Equal(renewed.Thumbprint, NodeCredentials.Load(folder).Certificate.Thumbprint);
    }

    [Fact]
    public void A_renewed_certificate_has_the_same_names_and_life_and_starts_a_minute_ago()
    {
        network.SaveForNode("XA", folder);
        var credentials = new FileCredentials(folder, factory.CreateLogger<FileCredentials>());
        X509Certificate2 before = credentials.Current.Certificate;
        DateTimeOffset due = CertificateRenewal.DueOf(before);
        TimeSpan life = before.NotAfter - before.NotBefore;
        Assert.InRange(due - (DateTimeOffset)before.NotBefore, life * CertificateRenewal.EarliestPart, life * (CertificateRenewal.EarliestPart + CertificateRenewal.JitterPart));

        credentials.Renew(CertificateRenewal.Issue(before, network.Countries["XA"].Authority, TestNetwork.Id, "XA", TestNetwork.Now));

        X509Certificate2 after = credentials.Current.Certificate;
        Assert.NotEqual(before.GetPublicKeyString(), after.GetPublicKeyString());
        Assert.Equal(SanOf(before), SanOf(after));
        Assert.Equal(TestNetwork.Now - CertificateRenewal.Backdating, after.NotBefore, TimeSpan.FromSeconds(1));
        // Never longer than the authority itself.
        Assert.True(after.NotAfter <= network.Countries["XA"].Authority.NotAfter);
    }

    private static string SanOf(X509Certificate2 certificate) =>
        Convert.ToHexString(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().RawData);

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
