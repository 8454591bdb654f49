using System.CommandLine;
using ContactNetwork.Cards;
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
        new Command("verify-card", "Check a printed card against the directory.") { Code }.Runs(surroundings, RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        CardCode code = CardCode.Read(string.Join(' ', session.Parse.GetRequiredValue(Code))) ?? throw CliException.Usage(
            "This is no card's code.", $"Scan the QR code, or type for example: cn directory verify-card XB 12 8f3a 1c5b e07d 4296 (at least {CardCode.TypedDigestLengthMin} digits).");
        KnownSheet current = await KnownSheets.GetAsync(session, code.Country, 0, cancellation);
        if (code.Version > current.Sheet.Version)
        {
            throw new CliException(
                ExitCodes.Conflict, "CARD_NEWER", $"The card is of version {code.Version}; the newest of {code.Country} known here is {current.Sheet.Version}.",
                "Don't rely on the card before your node has that version, or the country has confirmed it on a number that you know.");
        }

        KnownSheet? printed = code.Version == current.Sheet.Version ? current : await FindAsync(session, code, cancellation);
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

        if (session.IsJson) session.Screen.Json(new { code.Country, code.Version, current.Digest, isCurrent = true, digitsCompared = code.Digest.Length });
        else session.Screen.Line($"[green]Right and in force[/]: {code.Country} version {code.Version}; {code.Digest.Length} of {CardCode.DigestLength} digits of the digest compared.");
        return ExitCodes.Done;
    }

    private static async Task<KnownSheet?> FindAsync(Session session, CardCode code, CancellationToken cancellation)
    {
        try
        {
            return await KnownSheets.GetAsync(session, code.Country, code.Version, cancellation);
        }
        catch (ContactNetworkException failure) when (failure.Code == StatusCode.NotFound)
        {
            return null;
        }
    }
}
