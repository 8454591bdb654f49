using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Federation.Authorities;

/// <summary>A country's application to a network, checked: it is signed by the country key that it names.</summary>
/// <param name="Document">What it says.</param>
/// <param name="CountryKey">The country key.</param>
/// <param name="KeySet">The first key set, signed by that key.</param>
/// <param name="Digest">The fingerprint to read out.</param>
public sealed record CheckedApplication(MembershipApplication Document, VerificationKey CountryKey, KeySet KeySet, Digest Digest)
{
    /// <summary>The member that a roster would list.</summary>
    public Member Entry() => TrustDocuments.Entry(Document.NetworkId, Document.Country, Document.DisplayName, CountryKey);
}

/// <summary>Makes and checks applications.</summary>
public static class MembershipApplications
{
    /// <summary>Makes one, signed by the country key.</summary>
    /// <param name="displayName">The country's name in English.</param>
    /// <param name="keySet">The country's key set, signed.</param>
    /// <param name="countryKey">The country key.</param>
    /// <param name="now">The time.</param>
    public static Envelope Make(string displayName, Envelope keySet, PrivateKey countryKey, DateTimeOffset now)
    {
        KeySet content = KeySet.Parser.ParseFrom(keySet.Payload);
        return EnvelopeSigner.Sign(
            PayloadType.Application,
            new MembershipApplication
            {
                NetworkId = content.NetworkId,
                Realm = content.Realm,
                Country = content.Country,
                DisplayName = displayName,
                CountryKey = countryKey.Public.PublicKey,
                KeySet = keySet,
                CreateTime = Timestamp.FromDateTimeOffset(now),
            },
            countryKey);
    }

    /// <summary>Checks one: form, the signature of the key that it names, and the key set under the same key.</summary>
    /// <exception cref="InvalidDataException">It breaks a rule, which the message names.</exception>
    public static CheckedApplication Check(Envelope envelope)
    {
        try
        {
            MembershipApplication document = TrustDocumentException.Parse(MembershipApplication.Parser, envelope.Payload);
            TrustDocumentException.ThrowUnless(SpiffeId.IsNetworkId(document.NetworkId), "network_id is malformed");
            TrustDocumentException.ThrowUnless(SpiffeId.IsCountry(document.Country), "the country code is malformed");
            TrustDocumentException.ThrowUnless(
                document.DisplayName.Length is > 0 and <= TrustLimits.NameCharactersMax, "the name is missing or too long");
            VerificationKey key = VerificationKey.Read(document.CountryKey)
                ?? throw new TrustDocumentException("the country key is not an ECDSA key over P-256 or P-384");
            TrustDocumentException.ThrowUnless(
                IsSigned(envelope, PayloadType.Application, key), "it is not signed by the country key that it names");
            TrustDocumentException.ThrowUnless(
                document.KeySet is not null && IsSigned(document.KeySet, PayloadType.KeySet, key),
                "its key set is not signed by the country key");
            KeySet keySet = TrustDocumentException.Parse(KeySet.Parser, document.KeySet!.Payload);
            TrustDocumentException.ThrowUnless(
                keySet.NetworkId == document.NetworkId && keySet.Realm == document.Realm && keySet.Country == document.Country,
                "its key set is of another network, realm or country");
            KeySetReader.Read(keySet, key, document.KeySet);
            return new(document, key, keySet, Digest.Of(envelope.Payload));
        }
        catch (TrustDocumentException broken)
        {
            throw new InvalidDataException($"The application breaks a rule: {broken.Message}.", broken);
        }
    }

    private static bool IsSigned(Envelope envelope, PayloadType type, VerificationKey key) =>
        EnvelopeVerifier.Verify(envelope, type, [key]) is EnvelopeCheck.SignedBy;
}
