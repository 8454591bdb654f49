using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Identities;

namespace ContactNetwork.Cli.Keys;

/// <summary><c>cn keys renew</c>: renews the node's certificate by hand, with an authority that is kept off the node.</summary>
internal static class RenewCommand
{
    private static readonly Option<string> Authority = new("--authority") { Description = "The folder with ca.crt and ca.key.", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with the key's passphrase. Default: asks." };

    public static Command Create(Surroundings surroundings) =>
        new Command("renew", "Renew the node's certificate with an authority that is kept off the node.") { Authority, PassphraseFile, Tending.Trust, Tending.Country }
            .Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        KeySetFolder folder = Tending.Open(session);
        string passphrase = Passphrases.Known(session, session.Parse.GetValue(PassphraseFile), "authority", PassphraseFile.Name);
        try
        {
            using CountryAuthority authority = CountryAuthority.Load(session.Parse.GetRequiredValue(Authority), passphrase);
            using X509Certificate2 certificate = CertificateRenewal.Issue(
                NodeCredentials.Load(folder.Path).Certificate, authority, folder.Current.NetworkId, folder.Current.Country, session.Surroundings.Time.GetUtcNow());
            NodeCredentials.SaveCertificate(folder.Path, certificate);
            if (session.IsJson) session.Screen.Json(new { certificateNotAfter = certificate.NotAfter });
            else session.Screen.Line($"[green]Renewed[/] until {certificate.NotAfter:d MMM yyyy}. The node takes it over within seconds.");
            return ExitCodes.Done;
        }
        catch (CryptographicException)
        {
            throw new CliException(ExitCodes.NotAllowed, "KEY_NOT_OPENED", "The authority's key can't be opened: the passphrase is wrong, or the file is damaged.");
        }
        catch (InvalidOperationException ended)
        {
            throw new CliException(ExitCodes.Conflict, "AUTHORITY_ENDED", ended.Message, "Prepare the next one: cn keys prepare authority.");
        }
    }
}
