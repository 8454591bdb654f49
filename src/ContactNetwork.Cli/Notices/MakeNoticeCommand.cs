using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactNetwork.Cli.Keys;
using ContactNetwork.Federation;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Cli.Notices;

/// <summary><c>cn notice make</c>: signs a notice to be kept offline; nothing is told to anybody.</summary>
internal static class MakeNoticeCommand
{
    private static readonly Option<string> Key = new("--key") { Description = "The key that signs: the country key, or the very key to withdraw (PEM).", Required = true };
    private static readonly Option<string?> PassphraseFile = new("--passphrase-file") { Description = "A file with the passphrase of the key. Default: asks." };
    private static readonly Option<string?> KeySetFile = new("--key-set") { Description = "Your newest key set: names network and realm, and all its signing keys and authorities." };
    private static readonly Option<string[]> Certificates = new("--certificate") { Description = "A certificate whose key to name as well (PEM); repeat for more." };
    private static readonly Option<string[]> KeyIds = new("--key-id") { Description = "A key to name, 64 hexadecimal digits; repeat for more. Then the key set names none." };
    private static readonly Option<string> Out = new("--out") { Description = "The file to write; it must not be there yet.", Required = true };

    public static Command Create(Surroundings surroundings) =>
        new Command("make", "Sign a notice that keys are in wrong hands, to be kept in a safe until they are.")
        {
            Key, PassphraseFile, KeySetFile, Certificates, KeyIds, Out,
        }.Runs(surroundings, (session, _) => Task.FromResult(Run(session)));

    private static int Run(Session session)
    {
        string outFile = session.Parse.GetRequiredValue(Out);
        if (File.Exists(outFile)) throw new CliException(ExitCodes.Conflict, "FILE_EXISTS", $"{outFile} is there already.", "Name another file.");
        if (session.Parse.GetValue(KeySetFile) is not { } keySetFile) throw CliException.Usage("--key-set is needed: the file that the network holds of you.");
        KeySet keySet = ReadKeySet(keySetFile);
        using PrivateKey key = ReadKey(session);
        var notice = new CompromisedNotice
        {
            NetworkId = keySet.NetworkId,
            Realm = keySet.Realm,
            CreateTime = Timestamp.FromDateTimeOffset(session.Surroundings.Time.GetUtcNow()),
        };
        notice.KeyIds.Add(Named(session, keySet).Distinct(StringComparer.Ordinal));
        if (notice.KeyIds.Count is 0 or > TrustLimits.NoticeKeysMax) throw CliException.Usage($"A notice names 1 to {TrustLimits.NoticeKeysMax} keys, not {notice.KeyIds.Count}.");
        File.WriteAllBytes(outFile, TrustDocuments.Sign(notice, key).ToByteArray());
        return NoticeFile.Show(session, outFile);
    }

    private static IEnumerable<string> Named(Session session, KeySet keySet)
    {
        string[] given = session.Parse.GetValue(KeyIds) ?? [];
        foreach (string id in given)
        {
            if (Digest.FromHex(id.ToLowerInvariant()) is null) throw CliException.Usage($"--key-id must be 64 hexadecimal digits, not '{id}'.");
            yield return id.ToLowerInvariant();
        }

        foreach (string file in session.Parse.GetValue(Certificates) ?? [])
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            yield return NoticeJudge.KeyIdOf(certificate);
        }

        if (given.Length > 0) yield break;
        foreach (SigningKey signing in keySet.SigningKeys) yield return Convert.ToHexStringLower(SHA256.HashData(signing.PublicKey.Span));
        foreach (ByteString authority in keySet.CertificateAuthorities)
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(authority.Span);
            yield return NoticeJudge.KeyIdOf(certificate);
        }
    }

    private static KeySet ReadKeySet(string file)
    {
        try
        {
            Envelope envelope = Envelope.Parser.ParseFrom(File.ReadAllBytes(file));
            if (envelope.PayloadType == PayloadType.KeySet.MediaType) return KeySet.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            // Said below.
        }

        throw new CliException(ExitCodes.Malformed, "NOT_A_KEY_SET", $"{file} holds no key set.", "It is the newest file in the folder keysets of Trust:Folder.");
    }

    private static PrivateKey ReadKey(Session session)
    {
        string pem = File.ReadAllText(session.Parse.GetRequiredValue(Key));
        try
        {
            return KeySealing.IsSealed(pem)
                ? PrivateKey.FromSealedPem(pem, Passphrases.Known(session, session.Parse.GetValue(PassphraseFile), "key", "--passphrase-file"))
                : PrivateKey.FromPem(pem);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new CliException(ExitCodes.Malformed, "KEY_UNUSABLE", "The key can't be read, or the passphrase is wrong.", "Check --key and its passphrase.");
        }
    }
}
