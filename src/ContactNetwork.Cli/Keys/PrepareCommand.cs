using System.CommandLine;
using ContactNetwork.Federation.Authorities;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Keys;

/// <summary><c>cn keys prepare</c>: makes a key that the next key set announces before anything is signed with it.</summary>
internal static class PrepareCommand
{
    private const int DaysDefault = 397;
    private const int DaysMax = 3650;
    private static readonly Argument<string> What = new Argument<string>("what") { Description = "signing, authority or directory." }.AcceptOnlyFromAmong("signing", "authority", "directory");
    private static readonly Option<string?> PublicKey = new("--public-key") { Description = "directory: the new key's public half, as cn roster new-key made it." };
    private static readonly Option<int> Days = new("--days") { Description = "How long it is valid.", DefaultValueFactory = _ => DaysDefault };

    public static Command Create(Surroundings surroundings) =>
        new Command("prepare", "Make the next signing key or certificate authority, or list a new directory key, and draft the key set that announces it.")
        {
            What, PublicKey, Days, Tending.Trust, Tending.Country,
        }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        KeySetFolder folder = Tending.Open(session);
        int days = session.Parse.GetValue(Days);
        if (days is < 1 or > DaysMax) throw CliException.Usage($"--days must be 1 to {DaysMax}.");
        DateTimeOffset now = session.Surroundings.Time.GetUtcNow();
        KeySet draft = folder.DraftOrNext(now);
        (DateTimeOffset start, DateTimeOffset end) = (now - CertificateRenewal.Backdating, now.AddDays(days));
        switch (session.Parse.GetRequiredValue(What))
        {
            case "signing":
                if (folder.FindNext() is not null) throw AlreadyPrepared("A signing key");
                using (PrivateKey key = PrivateKey.Generate(EllipticCurve.P256))
                {
                    folder.SaveNext(key);
                    draft.SigningKeys.Add(TrustDocuments.Entry(key.Public, KeyState.Prepared, start, end));
                }

                break;
            case "authority":
                if (CountryAuthority.IsIn(folder.Next)) throw AlreadyPrepared("A certificate authority");
                using (CountryAuthority authority = CountryAuthority.Found(draft.NetworkId, draft.Realm, draft.Country, start, end))
                {
                    authority.Save(folder.Next);
                    draft.CertificateAuthorities.Add(ByteString.CopyFrom(authority.CertificateBytes));
                }

                break;
            default:
                string file = session.Parse.GetValue(PublicKey) ?? throw CliException.Usage("prepare directory needs --public-key.");
                draft.DirectoryKeys.Add(TrustDocuments.Entry(KeyFiles.ReadPublic(file), KeyState.Prepared, start, end));
                break;
        }

        return Tending.Keep(session, folder, draft);
    }

    private static CliException AlreadyPrepared(string what) =>
        new(ExitCodes.Conflict, "ALREADY_PREPARED", $"{what} is prepared already.", "Activate it first.");
}
