using System.Security.Cryptography;
using System.Text;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using Google.Protobuf;

namespace ContactNetwork.Cli.Keys;

/// <summary>Reads and writes the key files of people who sign on a machine without a network.</summary>
internal static class KeyFiles
{
    private const string PublicLabel = "PUBLIC KEY";

    /// <summary>Opens a private key; asks for the passphrase of one that is sealed.</summary>
    /// <exception cref="CliException">The passphrase is wrong, or the file holds no such key.</exception>
    public static PrivateKey Open(Session session, string path, string? passphraseFile, string what, string option)
    {
        string pem = File.ReadAllText(path);
        try
        {
            return KeySealing.IsSealed(pem)
                ? PrivateKey.FromSealedPem(pem, Passphrases.Known(session, passphraseFile, what, option))
                : PrivateKey.FromPem(pem);
        }
        catch (CryptographicException)
        {
            throw new CliException(ExitCodes.NotAllowed, "KEY_NOT_OPENED", $"{path} can't be opened: the passphrase is wrong, or the file is damaged.");
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException($"{path} holds no private key.");
        }
    }

    /// <summary>Writes a sealed private key and, beside it, its public half in <c>PATH.pub</c>. Never overwrites.</summary>
    public static void WriteNew(string path, PrivateKey key, string passphrase)
    {
        RefuseToOverwrite(path);
        RefuseToOverwrite(path + ".pub");
        PrivateFiles.WriteSecret(path, key.ToSealedPem(passphrase));
        WritePublic(path + ".pub", key.Public);
    }

    /// <summary>Keys are never overwritten.</summary>
    /// <exception cref="CliException">There is such a file.</exception>
    public static void RefuseToOverwrite(string path)
    {
        if (File.Exists(path))
            throw new CliException(ExitCodes.Conflict, "FILE_EXISTS", $"{path} is there already.", "Keys are never overwritten: name another file.");
    }

    /// <summary>Writes a public key as PEM.</summary>
    public static void WritePublic(string path, VerificationKey key) => PrivateFiles.WritePublic(
        path, Encoding.ASCII.GetBytes(PemEncoding.WriteString(PublicLabel, key.PublicKey.Span) + "\n"));

    /// <summary>Reads a public key from PEM.</summary>
    /// <exception cref="InvalidDataException">The file holds no such key.</exception>
    public static VerificationKey ReadPublic(string path)
    {
        string pem = File.ReadAllText(path);
        return PemEncoding.TryFind(pem, out PemFields fields) && pem.AsSpan()[fields.Label].SequenceEqual(PublicLabel)
            && VerificationKey.Read(ByteString.CopyFrom(Convert.FromBase64String(pem[fields.Base64Data]))) is { } key
            ? key
            : throw new InvalidDataException($"{path} holds no public key over P-256 or P-384.");
    }
}
