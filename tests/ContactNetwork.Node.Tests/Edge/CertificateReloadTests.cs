using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Node.Tests.Kit;
using ContactNetwork.Node.Tests.Peers;
using ContactNetwork.Node.Tests.People;
using ContactNetwork.Testing;
using ContactNetwork.V1;
using Xunit;

namespace ContactNetwork.Node.Tests.Edge;

/// <summary>The certificate of the people's port follows its files while calls go on.</summary>
public sealed class CertificateReloadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_certificate_is_shown_at_once_also_behind_a_link_and_a_spoiled_one_never()
    {
        using var lab = new TestLab();
        await using var node = await WholeNode.StartAsync(lab, "XB");
        node.Logs.Expect("the spoiled file", log => log.Event.Name == "PeopleCertificateUnusable");
        await node.Register.GetMeAsync(new GetMeRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation);
        var files = new TestCertificate(Path.Combine(node.Folder, "server.crt"), Path.Combine(node.Folder, "server.key"));

        // As secrets are mounted: links to files behind a link that is swapped.
        var data = Path.Combine(node.Folder, "..data");
        var first = Mount(node.Folder, "1", DateTime.UnixEpoch.AddYears(50));
        Directory.CreateSymbolicLink(data, Path.GetDirectoryName(first.CertificateFile)!);
        Link(files.CertificateFile, Path.Combine(data, "server.crt"));
        Link(files.KeyFile, Path.Combine(data, "server.key"));
        await ShownAsync(node, first);

        // The second is older than the first, as far as its times tell.
        var second = Mount(node.Folder, "2", DateTime.UnixEpoch.AddYears(40));
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, Path.GetDirectoryName(second.CertificateFile)!);
        await ShownAsync(node, second);

        var told = UnusableCount(node);
        await File.WriteAllTextAsync(second.KeyFile, "no key", Cancellation);
        await Eventually.Async(
            async () => await ThumbprintAsync(node) == second.Thumbprint && UnusableCount(node) > told,
            Deadlines.OverSockets, Cancellation, "the spoiled file is noticed and the certificate stays");

        // The connection from before goes on.
        await node.Register.GetMeAsync(new GetMeRequest(), node.As(Role.CaseOfficer), cancellationToken: Cancellation);
    }

    private static int UnusableCount(WholeNode node) => node.Logs.Logs.Count(log => log.Event.Name == "PeopleCertificateUnusable");

    private static Task ShownAsync(WholeNode node, Mounted mounted) => Eventually.Async(
        async () => await ThumbprintAsync(node) == mounted.Thumbprint, Deadlines.OverSockets, Cancellation, "the new certificate is shown");

    private static async Task<string> ThumbprintAsync(WholeNode node)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(node.People.Host, node.People.Port, Cancellation);
        var thumbprint = "";
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, found, _, _) =>
        {
            thumbprint = ((X509Certificate2)found!).Thumbprint;
            return thumbprint.Length > 0;
        });
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Cancellation);
        return thumbprint;
    }

    private static Mounted Mount(string folder, string version, DateTime written)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder, $"..{version}")).FullName;
        var files = TestCertificate.Write(home, "server");
        File.SetLastWriteTimeUtc(files.CertificateFile, written);
        File.SetLastWriteTimeUtc(files.KeyFile, written);
        using var certificate = files.Load();
        return new Mounted(files.CertificateFile, files.KeyFile, certificate.Thumbprint);
    }

    /// <summary>Swaps what a name leads to in one step.</summary>
    private static void Link(string name, string target)
    {
        var fresh = name + ".new";
        File.CreateSymbolicLink(fresh, target);
        File.Move(fresh, name, overwrite: true);
    }

    private sealed record Mounted(string CertificateFile, string KeyFile, string Thumbprint);
}
