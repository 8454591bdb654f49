using System.Security.Cryptography;
using System.Text;

namespace ContactNetwork.Cli.Profiles;

/// <summary>Short digests for file names.</summary>
internal static class Digest
{
    private const int Characters = 12;

    public static string Short(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Characters];
}
