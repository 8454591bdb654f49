using System.Collections.Immutable;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Preservations;
using ContactNetwork.Node.Store;
using Google.Protobuf.WellKnownTypes;
using Proto = ContactNetwork.V1;

namespace ContactNetwork.Node.Preservations.Mapping;

/// <summary>The content of a request between the people's API and the domain. Rules are the domain's; here only what has no form.</summary>
internal static class PeopleContent
{
    /// <summary>Reads what an officer sent; refuses instants that are none.</summary>
    public static PreservationContent Read(Proto.PreservationContent? content)
    {
        content ??= new Proto.PreservationContent();
        var violations = ImmutableArray.CreateBuilder<FieldViolation>();
        var items = content.Items.Select((item, index) => Read(item, $"content.items[{index}]", violations)).ToImmutableArray();
        if (violations.Count > 0)
            throw new RefusalException(Refusal.Malformed(violations.ToImmutable()));
        return new PreservationContent(
            content.Authority is { } authority
                ? new Authority(authority.Organization, authority.PersonInCharge, authority.Phone, authority.Email, authority.CaseNumber)
                : null,
            content.Offence is { } offence
                ? new Offence(offence.Title, offence.NationalArticles, offence.MaximumPenalty, offence.ConventionArticle)
                : null,
            content.FactsSummary,
            items,
            content.OffenceRelationship,
            content.Custodian is { } custodian ? new Custodian(custodian.IsUnknown, custodian.Name, custodian.Location, custodian.Contact) : null,
            content.Necessity,
            content.MutualAssistance is { } assistance
                ? new MutualAssistanceIntention(assistance.IsIntended, assistance.IntendedDate, assistance.Authority)
                : null,
            content.EmergencyFacts,
            content.IsConfidential,
            [.. content.UrgencyReasons.Select(reason => (UrgencyReason)reason)]);
    }

    /// <summary>Shows content to people.</summary>
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

    private static DataItem Read(Proto.DataItem item, string field, ImmutableArray<FieldViolation>.Builder violations) => new(
        item.Identifier is { } identifier
            ? new Identifier(
                (IdentifierKind)identifier.Kind,
                identifier.Value,
                NormalizedValue: "",
                identifier.Service,
                identifier.SeenTime,
                identifier.SourcePort,
                identifier.IsCarrierShared)
            : null,
        [.. item.DataKinds.Select(kind => (DataKind)kind)],
        Read(item.PeriodStartTime, $"{field}.period_start_time", violations),
        Read(item.PeriodEndTime, $"{field}.period_end_time", violations),
        item.Description);

    private static DateTimeOffset? Read(Timestamp? stamp, string field, ImmutableArray<FieldViolation>.Builder violations)
    {
        if (stamp is null)
            return null;
        if (stamp.TryRead(out var instant))
            return instant;
        violations.Add(new FieldViolation(field, "is not an instant between the years 1 and 9999."));
        return null;
    }

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
