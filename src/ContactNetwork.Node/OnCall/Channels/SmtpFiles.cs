using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactNetwork.Node.OnCall.Channels;

/// <summary>
/// What stands in the files that the mail settings name. Read when the settings are checked and again at each use, so that a
/// changed password counts at once and a file that was spoiled since is a page's failure with a name.
/// </summary>
/// <param name="Password">The account's password; empty without an account.</param>
/// <param name="Authorities">The only authorities that the server's certificate may come from; null for the machine's.</param>
internal sealed record SmtpFiles(string Password, X509Certificate2Collection? Authorities)
{
    /// <summary>Reads the files; null where one can't be used, with the setting and what is wrong with it.</summary>
    public static SmtpFiles? Read(SmtpOptions smtp, out string problem)
    {
        problem = "";
        var password = "";
        if (smtp.User.Length > 0 && !TryReadPassword(smtp.PasswordFile, out password, out problem))
            return null;
        X509Certificate2Collection? authorities = null;
        return smtp.CaFile.Length == 0 || TryReadAuthorities(smtp.CaFile, out authorities, out problem)
            ? new SmtpFiles(password, authorities)
            : null;
    }

    private static bool TryReadPassword(string file, out string password, out string problem)
    {
        (password, problem) = ("", "");
        try
        {
            password = File.ReadAllText(file).Trim();
            problem = password.Length == 0 ? "OnCall:Smtp:PasswordFile names an empty file." : "";
        }
        catch (Exception fault) when (IsOfTheFile(fault))
        {
            problem = $"OnCall:Smtp:PasswordFile can't be read ({fault.GetType().Name}).";
        }

        return problem.Length == 0;
    }

    private static bool TryReadAuthorities(string file, [NotNullWhen(true)] out X509Certificate2Collection? authorities, out string problem)
    {
        (authorities, problem) = (null, "");
        try
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            authorities = read;
            problem = read.Count == 0 ? "OnCall:Smtp:CaFile holds no certificate; it must be PEM." : "";
        }
        catch (Exception fault) when (IsOfTheFile(fault))
        {
            problem = $"OnCall:Smtp:CaFile can't be read ({fault.GetType().Name}); it must be certificates in PEM.";
        }

        return problem.Length == 0 && authorities is not null;
    }

    private static bool IsOfTheFile(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or NotSupportedException;
}
