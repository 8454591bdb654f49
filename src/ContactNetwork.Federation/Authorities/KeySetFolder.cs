using System.Collections.Immutable;
using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Authorities;

/// <summary>
/// A country's own key sets as its people tend them: a trust folder, or a copy of it without the node's keys on the machine
/// where the country key is used. <c>key-set.draft</c> is the next key set before it is signed; <c>next</c> holds keys
/// that are announced and not in use yet.
/// </summary>
public sealed class KeySetFolder
{
    private const string DraftFile = "key-set.draft";
    private const string NextFolder = "next";
    private const string SigningKeyFile = "signing.key";
    private const string KeySets = "keysets";

    private KeySetFolder(string path, TrustSnapshot trust, MemberKeys current, KeySet? draft)
    {
        (Path, Trust, Current, Draft) = (path, trust, current, draft);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The verified documents, as the country sees them.</summary>
    public TrustSnapshot Trust { get; }

    /// <summary>The newest signed key set.</summary>
    public MemberKeys Current { get; }

    /// <summary>The next key set; null when nothing is to be signed.</summary>
    public KeySet? Draft { get; }

    /// <summary>The folder of keys that are not in use yet.</summary>
    public string Next => System.IO.Path.Combine(Path, NextFolder);

    /// <summary>The digest that a signature of the draft would cover.</summary>
    public Digest? DraftDigest => Draft is null ? null : Digest.Of(Draft.ToByteString());

    /// <summary>Opens and verifies a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="country">The country.</param>
    /// <exception cref="InvalidDataException">A document does not verify, or the country has no key set here.</exception>
    public static KeySetFolder Open(string path, string country)
    {
        TrustSnapshot trust = DocumentChain.Verify(TrustFolder.Load(path), country).Trust;
        MemberKeys current = trust.Own?.Keys ?? throw new InvalidDataException($"{path} holds no key set of {country} that counts.");
        string draft = System.IO.Path.Combine(path, DraftFile);
        return new(path, trust, current, File.Exists(draft) ? Read(draft) : null);
    }

    /// <summary>The draft to change: the one that is there, or the key set in force, one version on.</summary>
    public KeySet DraftOrNext(DateTimeOffset now) => Draft?.Clone() is { } draft && draft.Version == Current.Version + 1
        ? draft
        : TrustDocuments.Next(Current, now);

    /// <summary>Keeps a draft.</summary>
    public KeySetFolder With(KeySet draft)
    {
        PrivateFiles.WritePublic(System.IO.Path.Combine(Path, DraftFile), draft.ToByteArray());
        return new(Path, Trust, Current, draft);
    }

    /// <summary>Signs the draft and puts it among the key sets, where the node takes it over.</summary>
    /// <exception cref="InvalidDataException">The draft breaks a rule, or the key is not the country key of the roster.</exception>
    public KeySetFolder Sign(PrivateKey countryKey)
    {
        KeySet draft = Draft ?? throw new InvalidDataException("There is no draft.");
        Envelope envelope = TrustDocuments.Sign(draft, countryKey);
        if (Trust.OfferKeySet(envelope) is not TrustOffer.Accepted)
        {
            throw new InvalidDataException(Trust.OfferKeySet(envelope) is TrustOffer.Refused refused
                ? $"{refused.Fault}: {refused.Detail}"
                : "Another key set has this version already.");
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{draft.Country}-{draft.Version:D6}.bin");
        PrivateFiles.WritePublic(System.IO.Path.Combine(Path, KeySets, name), envelope.ToByteArray());
        File.Delete(System.IO.Path.Combine(Path, DraftFile));
        return Open(Path, draft.Country);
    }

    /// <summary>Keeps a signing key that is not in use yet.</summary>
    public void SaveNext(PrivateKey key)
    {
        PrivateFiles.CreateFolder(Next);
        PrivateFiles.WriteSecret(System.IO.Path.Combine(Next, SigningKeyFile), key.ToPem());
    }

    /// <summary>The signing key that is not in use yet; null when there is none.</summary>
    public PrivateKey? FindNext()
    {
        string path = System.IO.Path.Combine(Next, SigningKeyFile);
        return File.Exists(path) ? PrivateKey.FromPem(File.ReadAllText(path)) : null;
    }

    /// <summary>Puts the prepared signing key to use: the node takes it over within seconds.</summary>
    public void UseNext(PrivateKey key)
    {
        NodeCredentials.SaveSigningKey(Path, key);
        File.Delete(System.IO.Path.Combine(Next, SigningKeyFile));
    }

    /// <summary>Puts the prepared authority to use, with a certificate that it has issued.</summary>
    public void UseNext(CountryAuthority authority, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        NodeCredentials.SaveCertificate(Path, certificate);
        authority.Save(Path);
        foreach (string file in Directory.EnumerateFiles(Next, "ca.*"))
            File.Delete(file);
    }

    /// <summary>What differs between two key sets, for the person who signs.</summary>
    public ImmutableArray<RosterChange> Changes() => Draft is null
        ? []
        : KeySetChange.Between(KeySet.Parser.ParseFrom(Current.Envelope.Payload), Draft);

    private static KeySet Read(string path)
    {
        try
        {
            return KeySet.Parser.ParseFrom(File.ReadAllBytes(path));
        }
        catch (InvalidProtocolBufferException wrong)
        {
            throw new InvalidDataException($"{path} holds no draft of a key set.", wrong);
        }
    }
}
