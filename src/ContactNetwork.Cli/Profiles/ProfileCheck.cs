using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Cli.Profiles;

/// <summary>Checks a profile before anything connects by it: each fault names its key, and what would be right.</summary>
internal static class ProfileCheck
{
    private const string Hint = "docs/capabilities/cli.md shows what a profile holds.";

    /// <exception cref="CliException">Something is wrong.</exception>
    public static void Check(Profile profile)
    {
        CheckAddress(profile, "node", profile.Node, "https://node.xa.example:5101");
        CheckAddress(profile, "issuer", profile.Issuer, "https://login.xa.example");
        CheckAuthorities(profile, "caFile", profile.CaFile);
        CheckAuthorities(profile, "issuerCaFile", profile.IssuerCaFile);
    }

    // "node.xa:5101" is an address too: one whose scheme is "node.xa".
    private static void CheckAddress(Profile profile, string key, Uri address, string example)
    {
        if (address is not { IsAbsoluteUri: true } || address.Scheme != Uri.UriSchemeHttps || address.Host.Length == 0)
            throw Wrong(profile, key, $"must be an https address such as {example}, not \"{address.OriginalString}\"");
    }

    private static void CheckAuthorities(Profile profile, string key, string? file)
    {
        if (file is null) return;
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            if (authorities.Count == 0) throw Wrong(profile, key, $"names {file}, which holds no certificate in PEM");
        }
        catch (CryptographicException)
        {
            throw Wrong(profile, key, $"names {file}, whose certificates can't be read");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(profile, key, $"names a file that can't be read: {failure.Message}");
        }
    }

    private static CliException Wrong(Profile profile, string key, string problem) =>
        CliException.Usage($"The profile {profile.Path} is wrong: \"{key}\" {problem}.", Hint);
}
