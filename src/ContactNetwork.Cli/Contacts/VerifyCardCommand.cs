using System.CommandLine;
using ContactNetwork.Cards;
using ContactNetwork.Cli.Contacts.Copies;
using ContactNetwork.Client;
using Grpc.Core;

namespace ContactNetwork.Cli.Contacts;

/// <summary><c>cn directory verify-card</c>: tells whether a printed card is right, and whether it is still in force.</summary>
internal static class VerifyCardCommand
{
    private static readonly Argument<string[]> Code = new("code")
    {
        Description = "What a scanner reads from the QR code; or country, version and at least 16 digits of the digest, typed.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create(Surroundings surroundings) =>
        new Command("verify-card", "Check a printed card against the directory.") { Code, DirectoryReading.Offline }.Runs(surroundings, RunAsync);

    private static Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        CardCode code = CardCode.Read(string.Join(' ', session.Parse.GetRequiredValue(Code))) ?? throw CliException.Usage(
            "This is no card's code.", $"Scan the QR code, or type for example: cn directory verify-card XB 12 8f3a 1c5b e07d 4296 (at least {CardCode.TypedDigestLengthMin} digits).");
        return DirectoryReading.RunAsync(
            session,
            (directory, inner) => CheckAsync(directory, code, inner),
            (current, local) => DirectoryReading.Draw(
                session,
                new { code.Country, code.Version, current.Digest, isCurrent = true, digitsCompared = code.Digest.Length },
                local,
                () => session.Screen.Line($"[green]Right and in force[/]: {code.Country} version {code.Version}; {code.Digest.Length} of {CardCode.DigestLength} digits of the digest compared.")),
            cancellation);
    }

    /// <summary>The sheet in force, where the card is of it.</summary>
    private static async Task<KnownSheet> CheckAsync(IDirectory directory, CardCode code, CancellationToken cancellation)
    {
        KnownSheet current = await KnownSheets.GetAsync(directory, code.Country, 0, cancellation);
        if (code.Version > current.Sheet.Version)
        {
            throw new CliException(
                ExitCodes.Conflict, "CARD_NEWER", $"The card is of version {code.Version}; the newest of {code.Country} known here is {current.Sheet.Version}.",
                "Don't rely on the card before your node has that version, or the country has confirmed it on a number that you know.");
        }

        KnownSheet? printed = code.Version == current.Sheet.Version ? current : await FindAsync(directory, code, cancellation);
        if (printed is null || !printed.Digest.StartsWith(code.Digest, StringComparison.Ordinal))
        {
            throw new CliException(
                ExitCodes.Conflict, "CARD_DIFFERS", $"{code.Country} has published no version {code.Version} with this digest.",
                "The card is misprinted or forged: don't call its numbers. cn directory show tells the right ones.");
        }

        if (code.Version < current.Sheet.Version)
        {
            throw new CliException(
                ExitCodes.Conflict, "CARD_OUTDATED", $"The card is right for version {code.Version}, but {code.Country} has published version {current.Sheet.Version} since.",
                $"Print a new one: cn directory card --country {code.Country} --out FILE.pdf");
        }

        return current;
    }

    private static async Task<KnownSheet?> FindAsync(IDirectory directory, CardCode code, CancellationToken cancellation)
    {
        try
        {
            return await KnownSheets.GetAsync(directory, code.Country, code.Version, cancellation);
        }
        catch (ContactNetworkException failure) when (failure.Code == StatusCode.NotFound)
        {
            return null;
        }
        catch (CliException failure) when (failure.Reason == CopyDirectory.NotInCopy)
        {
            throw new CliException(
                ExitCodes.Conflict, "CARD_NOT_NEWEST", $"The card is of version {code.Version}, which is not in force any more; whether it was right the local copy can't tell.",
                $"Print a new one: cn directory card --country {code.Country} --out FILE.pdf");
        }
    }
}
