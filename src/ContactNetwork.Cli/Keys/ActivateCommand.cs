using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Keys;

/// <summary>
/// <c>cn keys activate</c>: puts what was prepared and announced to use. Refused until the announcement is old enough to
/// have reached every node.
/// </summary>
internal static class ActivateCommand
{
    private const int SecondsDefault = 120;
    private static readonly Argument<string> What = new Argument<string>("what") { Description = "signing, authority, or the id of a directory key." };
    private static readonly Option<int> After = new("--after") { Description = "How many seconds the announcement must be old.", DefaultValueFactory = _ => SecondsDefault };

    public static Command Create(Surroundings surroundings) =>
        new Command("activate", "Put a prepared key to use.") { What, After, Tending.Trust, Tending.Country }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        KeySetFolder folder = Tending.Open(session);
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        KeySet draft = folder.DraftOrNext(now);
        switch (session.Parse.GetRequiredValue(What))
        {
            case "signing":
                using (PrivateKey key = folder.FindNext() ?? throw NotPrepared("signing key"))
                {
                    CheckAnnounced(session, folder, folder.Current.SigningKeys.Any(entry => entry.Key.Equals(key.Public)), now);
                    Find(draft.SigningKeys, key.Public.KeyId).State = KeyState.Active;
                    folder.UseNext(key);
                }

                return Tending.Keep(session, folder, draft);
            case "authority":
                return UseAuthority(session, folder, now);
            case var id:
                Find(draft.DirectoryKeys, id).State = KeyState.Active;
                return Tending.Keep(session, folder, draft);
        }
    }

    // Both authorities are in the key set already: only the node's certificate changes.
    private static int UseAuthority(Session session, KeySetFolder folder, DateTimeOffset now)
    {
        if (!CountryAuthority.IsIn(folder.Next)) throw NotPrepared("certificate authority");
        using CountryAuthority authority = CountryAuthority.Load(folder.Next);
        bool isListed = folder.Current.CertificateAuthorities.Any(each => each.RawData.AsSpan().SequenceEqual(authority.CertificateBytes));
        CheckAnnounced(session, folder, isListed, now);
        using X509Certificate2 certificate = CertificateRenewal.Issue(
            NodeCredentials.Load(folder.Path).Certificate, authority, folder.Current.NetworkId, folder.Current.Country, now);
        folder.UseNext(authority, certificate);
        if (session.IsJson) session.Screen.Json(new { authority = Digest.Of(authority.CertificateBytes).Hex, certificateNotAfter = certificate.NotAfter });
        else session.Screen.Line("[green]In use:[/] the node takes its new certificate over within seconds. Withdraw the former authority when all connections have moved: in two minutes.");
        return ExitCodes.Done;
    }

    private static void CheckAnnounced(Session session, KeySetFolder folder, bool isListed, DateTimeOffset now)
    {
        if (!isListed)
            throw new CliException(ExitCodes.Conflict, "NOT_ANNOUNCED", "No signed key set announces it yet.", "Run cn keys sign first.");
        KeySet current = KeySet.Parser.ParseFrom(folder.Current.Envelope.Payload);
        TimeSpan age = now - current.CreateTime.ToDateTimeOffset();
        int seconds = session.Parse.GetValue(After);
        if (age < TimeSpan.FromSeconds(seconds))
            throw new CliException(ExitCodes.Conflict, "ANNOUNCED_LATELY", $"It was announced {age.TotalSeconds:0} s ago; some nodes may not know it yet.", $"Wait until it is {seconds} s, or name a shorter time: --after.");
    }

    internal static SigningKey Find(IEnumerable<SigningKey> keys, string id)
    {
        SigningKey[] found = [.. keys.Where(key => VerificationKey.Read(key.PublicKey)?.KeyId.StartsWith(id, StringComparison.OrdinalIgnoreCase) == true)];
        return found.Length == 1
            ? found[0]
            : throw new CliException(ExitCodes.NotFound, "KEY_UNKNOWN", found.Length == 0 ? $"No key has an id that begins with {id}." : $"Several keys begin with {id}.");
    }

    private static CliException NotPrepared(string what) => new(ExitCodes.NotFound, "NOT_PREPARED", $"No {what} is prepared.", "Run cn keys prepare first.");
}
