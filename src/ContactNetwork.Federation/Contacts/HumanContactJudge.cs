using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Contacts;

/// <summary>What becomes of a word that a person was reached.</summary>
public abstract record HumanContactVerdict
{
    private HumanContactVerdict()
    {
    }

    /// <summary>Both countries stand for it.</summary>
    /// <param name="Contact">What it says.</param>
    /// <param name="Date">The day, UTC.</param>
    public sealed record Accepted(HumanContact Contact, DateOnly Date) : HumanContactVerdict;

    /// <summary>It is signed by a key that is not known here: its key set may be on its way.</summary>
    public sealed record KeyUnknown : HumanContactVerdict;

    /// <summary>
    /// It is rightly signed by a key that its country has put out of use since, as every country does now and then: nobody
    /// here can tell whether that was before. It counts for nothing, and it is nobody's fault.
    /// </summary>
    public sealed record KeyFormer : HumanContactVerdict;

    /// <summary>It is malformed, of others, or signed by nobody who may.</summary>
    public sealed record Refused : HumanContactVerdict;
}

/// <summary>Makes and judges words that a person was reached. Pure.</summary>
public static class HumanContactJudge
{
    /// <summary>Bytes of the payload.</summary>
    public const int PayloadBytesMax = 1024;

    /// <summary>Bytes of the whole, signatures and unknown fields included: every member keeps it and hands it on.</summary>
    public const int EnvelopeBytesMax = 4 * 1024;

    /// <summary>How far ahead of the receiver's clock a day may have begun.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromHours(1);

    /// <summary>Signs the word of the country reached.</summary>
    /// <param name="trust">Names the network, the realm, and the country that signs.</param>
    /// <param name="byCountry">The country that reached it.</param>
    /// <param name="contactPointId">The contact point; empty for the node.</param>
    /// <param name="at">When; only the day is told.</param>
    /// <param name="key">The node's signing key.</param>
    public static Envelope Sign(TrustSnapshot trust, string byCountry, string contactPointId, DateTimeOffset at, PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(trust);
        return EnvelopeSigner.Sign(
            PayloadType.HumanContact,
            new HumanContact
            {
                NetworkId = trust.NetworkId,
                Realm = trust.Realm,
                Country = trust.OwnCountry,
                ByCountry = byCountry,
                ContactPointId = contactPointId,
                ContactDate = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            key);
    }

    /// <summary>
    /// Judges a word: 1. form, network, realm; 2. the country that hands it over is the one that reached the other, so that
    /// both stand for it; 3. its day is not ahead; 4. a key signed it that the country reached may use now. Whoever hands it
    /// over, perhaps after weeks, may hold it since before the key went out of use, which is no fault; a key that a notice
    /// says is in wrong hands is taken for nothing.
    /// </summary>
    /// <param name="trust">The trust in force.</param>
    /// <param name="envelope">What came.</param>
    /// <param name="sender">The country that hands it over, or for which it was made.</param>
    /// <param name="now">The instant of arrival.</param>
    public static HumanContactVerdict Judge(TrustSnapshot trust, Envelope? envelope, string sender, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(trust);
        if (Read(envelope) is not { } contact
            || contact.NetworkId != trust.NetworkId
            || contact.Realm != trust.Realm
            || contact.ByCountry != sender
            || contact.Country == sender
            || trust.FindMember(contact.Country) is not { } member
            || !IsPointOf(contact)
            || ReadDate(contact.ContactDate) is not { } date
            || date > DateOnly.FromDateTime((now + AheadMax).UtcDateTime))
        {
            return new HumanContactVerdict.Refused();
        }

        return EnvelopeVerifier.Verify(envelope, PayloadType.HumanContact, member.KeysForArrivals(now)) switch
        {
            EnvelopeCheck.SignedBy => new HumanContactVerdict.Accepted(contact, date),
            _ when IsOfFormerKey(member, envelope) => new HumanContactVerdict.KeyFormer(),
            EnvelopeCheck.Faulty { Fault: EnvelopeFault.KeyUnknown } when !SheetKeyRing.AreSignersKnown(trust, envelope!) => new HumanContactVerdict.KeyUnknown(),
            _ => new HumanContactVerdict.Refused(),
        };
    }

    private static bool IsOfFormerKey(TrustedMember member, Envelope? envelope) =>
        EnvelopeVerifier.Verify(
            envelope,
            PayloadType.HumanContact,
            [.. member.KeysEver().Where(key => !member.CompromisedKeyIds.Contains(key.KeyId))]) is EnvelopeCheck.SignedBy;

    private static HumanContact? Read(Envelope? envelope)
    {
        if (envelope is null
            || envelope.PayloadType != PayloadType.HumanContact.MediaType
            || envelope.Payload.Length > PayloadBytesMax
            || envelope.CalculateSize() > EnvelopeBytesMax)
            return null;
        try
        {
            return HumanContact.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static bool IsPointOf(HumanContact contact) =>
        contact.ContactPointId.Length == 0 || contact.ContactPointId.StartsWith($"urn:poc:{contact.Country}:", StringComparison.Ordinal);

    private static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
