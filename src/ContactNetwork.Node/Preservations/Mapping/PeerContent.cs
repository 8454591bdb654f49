using ContactNetwork.Domain.Preservations;
using Google.Protobuf.WellKnownTypes;
using Proto = ContactNetwork.Federation.V1;

namespace ContactNetwork.Node.Preservations.Mapping;

/// <summary>
/// The content of a request between the protocol of nations and the domain. Apart from the people's API on purpose: the
/// two live for different times. The other country's words are taken as they are.
/// </summary>
internal static class PeerContent
{
    /// <summary>Reads what another country sent; instants that are none are left out.</summary>
    public static PreservationContent Read(Proto.PreservationContent content) => new(
        content.Authority is { } authority
            ? new Authority(authority.Organization, authority.PersonInCharge, authority.Phone, authority.Email, authority.CaseNumber)
            : null,
        content.Offence is { } offence
            ? new Offence(offence.Title, offence.NationalArticles, offence.MaximumPenalty, offence.ConventionArticle)
            : null,
        content.FactsSummary,
        [.. content.Items.Select(Read)],
        content.OffenceRelationship,
        content.Custodian is { } custodian ? new Custodian(custodian.IsUnknown, custodian.Name, custodian.Location, custodian.Contact) : null,
        content.Necessity,
        content.MutualAssistance is { } assistance
            ? new MutualAssistanceIntention(assistance.IsIntended, assistance.IntendedDate, assistance.Authority)
            : null,
        content.EmergencyFacts,
        content.IsConfidential,
        [.. content.UrgencyReasons.Select(reason => (UrgencyReason)reason)]);

    /// <summary>Writes content for another country.</summary>
    public static Proto.PreservationContent Write(PreservationContent content)
    {
        var proto = new Proto.PreservationContent
        {
            Authority = content.Authority is { } authority
                ? new Proto.Authority
                {
                    Organization = authority.Organization,
                    PersonInCharge = authority.PersonInCharge,
                    Phone = authority.Phone,
                    Email = authority.Email,
                    CaseNumber = authority.CaseNumber,
                }
                : null,
            Offence = content.Offence is { } offence
                ? new Proto.Offence
                {
                    Title = offence.Title,
                    NationalArticles = offence.NationalArticles,
                    MaximumPenalty = offence.MaximumPenalty,
                    ConventionArticle = offence.ConventionArticle,
                }
                : null,
            FactsSummary = content.FactsSummary,
            OffenceRelationship = content.OffenceRelationship,
            Custodian = content.Custodian is { } custodian
                ? new Proto.Custodian
                {
                    IsUnknown = custodian.IsUnknown,
                    Name = custodian.Name,
                    Location = custodian.Location,
                    Contact = custodian.Contact,
                }
                : null,
            Necessity = content.Necessity,
            MutualAssistance = content.MutualAssistance is { } assistance
                ? new Proto.MutualAssistanceIntention
                {
                    IsIntended = assistance.IsIntended,
                    IntendedDate = assistance.IntendedDate,
                    Authority = assistance.Authority,
                }
                : null,
            EmergencyFacts = content.EmergencyFacts,
            IsConfidential = content.IsConfidential,
        };
        proto.Items.AddRange(content.Items.Select(Write));
        proto.UrgencyReasons.AddRange(content.UrgencyReasons.Select(reason => (Proto.UrgencyReason)reason));
        return proto;
    }

    private static DataItem Read(Proto.DataItem item) => new(
        item.Identifier is { } identifier
            ? new Identifier(
                (IdentifierKind)identifier.Kind,
                identifier.Value,
                identifier.NormalizedValue,
                identifier.Service,
                identifier.SeenTime,
                identifier.SourcePort,
                identifier.IsCarrierShared)
            : null,
        [.. item.DataKinds.Select(kind => (DataKind)kind)],
        Read(item.PeriodStartTime),
        Read(item.PeriodEndTime),
        item.Description);

    private static DateTimeOffset? Read(Timestamp? stamp) =>
        stamp is not null && stamp.TryRead(out var instant) ? instant : null;

    private static Proto.DataItem Write(DataItem item)
    {
        var proto = new Proto.DataItem
        {
            Identifier = item.Identifier is { } identifier
                ? new Proto.Identifier
                {
                    Kind = (Proto.IdentifierKind)identifier.Kind,
                    Value = identifier.Value,
                    NormalizedValue = identifier.NormalizedValue,
                    Service = identifier.Service,
                    SeenTime = identifier.SeenTime,
                    SourcePort = identifier.SourcePort,
                    IsCarrierShared = identifier.IsCarrierShared,
                }
                : null,
            PeriodStartTime = item.PeriodStart.ToProto(),
            PeriodEndTime = item.PeriodEnd.ToProto(),
            Description = item.Description,
        };
        proto.DataKinds.AddRange(item.DataKinds.Select(kind => (Proto.DataKind)kind));
        return proto;
    }
}
