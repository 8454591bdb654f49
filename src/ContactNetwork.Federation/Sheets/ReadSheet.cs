using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Trust;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Federation.Sheets;

/// <summary>A sheet read from its signed bytes. Reading believes nothing: see <see cref="SheetJudge"/>.</summary>
/// <param name="Document">The sheet as signed.</param>
/// <param name="Content">What the rules work with.</param>
/// <param name="Digest">SHA-256 of the signed bytes.</param>
/// <param name="PreviousDigest">The version before; null in version 1.</param>
/// <param name="CreateTime">When its country made it.</param>
/// <param name="Envelope">The signed bytes.</param>
public sealed record ReadSheet(
    Sheet Document, CountrySheet Content, Digest Digest, Digest? PreviousDigest, DateTimeOffset CreateTime, Envelope Envelope)
{
    /// <summary>The owner.</summary>
    public string Country => Document.Country;

    /// <summary>The version.</summary>
    public ulong Version => Document.Version;

    /// <summary>Reads an envelope; null, and what is wrong, where it breaks a rule of its form.</summary>
    public static (ReadSheet? Sheet, string Problem) Of(Envelope envelope)
    {
        if (envelope.PayloadType != PayloadType.Sheet.MediaType)
            return (null, "the envelope holds another kind of document");
        if (envelope.Payload.Length is 0 or > SheetLimits.PayloadBytesMax)
            return (null, $"a sheet has 1 to {SheetLimits.PayloadBytesMax} bytes");
        Sheet document;
        try
        {
            document = Sheet.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return (null, "the payload can't be read");
        }

        if (!SpiffeId.IsCountry(document.Country))
            return (null, "country is not an ISO 3166-1 alpha-2 code in upper case");
        if (document.Version is 0 or > long.MaxValue)
            return (null, "version starts at 1");
        Digest? previous = Digest.From(document.PreviousDigest);
        if (document.Version == 1 ? !document.PreviousDigest.IsEmpty : previous is null)
            return (null, "previous_digest must have 32 bytes, and be empty in version 1");
        if (Times.Read(document.CreateTime) is not { } created)
            return (null, "create_time is required");
        return document.ContactPoints.Select(point => point.Id).Distinct().Count() == document.ContactPoints.Count
            ? (new ReadSheet(document, SheetMapping.Read(document), Digest.Of(envelope.Payload), document.Version == 1 ? null : previous, created, envelope), "")
            : (null, "a contact point is listed twice");
    }
}
