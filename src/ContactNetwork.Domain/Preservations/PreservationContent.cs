using System.Collections.Immutable;

namespace ContactNetwork.Domain.Preservations;

/// <summary>
/// What a preservation request says: the six elements of Art. 29(2) of the Budapest Convention and the facts around them.
/// Texts that were not given are empty; parts that were not given are null. <see cref="PreservationElements"/> checks it.
/// </summary>
/// <param name="Authority">The authority that seeks the preservation, Art. 29(2)(a).</param>
/// <param name="Offence">The offence under investigation, Art. 29(2)(b).</param>
/// <param name="FactsSummary">A short summary of the facts, Art. 29(2)(b).</param>
/// <param name="Items">The data to be preserved, Art. 29(2)(c).</param>
/// <param name="OffenceRelationship">How the data relate to the offence, Art. 29(2)(c).</param>
/// <param name="Custodian">What is known of the custodian or of the system's location, Art. 29(2)(d).</param>
/// <param name="Necessity">Why the preservation is necessary, Art. 29(2)(e).</param>
/// <param name="MutualAssistance">That a request for mutual assistance is intended, Art. 29(2)(f).</param>
/// <param name="EmergencyFacts">The facts of the emergency; required where the urgency is Emergency.</param>
/// <param name="IsConfidential">Asks for confidentiality.</param>
/// <param name="UrgencyReasons">Why the request is urgent.</param>
public sealed record PreservationContent(
    Authority? Authority,
    Offence? Offence,
    string FactsSummary,
    ImmutableArray<DataItem> Items,
    string OffenceRelationship,
    Custodian? Custodian,
    string Necessity,
    MutualAssistanceIntention? MutualAssistance,
    string EmergencyFacts,
    bool IsConfidential,
    ImmutableArray<UrgencyReason> UrgencyReasons);

/// <summary>An authority and how to reach it.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="PersonInCharge">The person or role in charge.</param>
/// <param name="Phone">The telephone number, E.164; empty when not given.</param>
/// <param name="Email">The e-mail address; empty when not given.</param>
/// <param name="CaseNumber">The authority's own case number.</param>
public sealed record Authority(string Organization, string PersonInCharge, string Phone, string Email, string CaseNumber);

/// <summary>An offence.</summary>
/// <param name="Title">Its name.</param>
/// <param name="NationalArticles">The articles of national law.</param>
/// <param name="MaximumPenalty">The maximum penalty.</param>
/// <param name="ConventionArticle">The article of the Budapest Convention, 2 to 11; 0 for another offence.</param>
public sealed record Offence(string Title, string NationalArticles, string MaximumPenalty, int ConventionArticle);

/// <summary>One thing to be preserved.</summary>
/// <param name="Identifier">The account, address, device or thing.</param>
/// <param name="DataKinds">The kinds of data wanted.</param>
/// <param name="PeriodStart">The start of the period wanted; null for no limit.</param>
/// <param name="PeriodEnd">The end of the period wanted; null for no limit.</param>
/// <param name="Description">Describes the data further.</param>
public sealed record DataItem(
    Identifier? Identifier,
    ImmutableArray<DataKind> DataKinds,
    DateTimeOffset? PeriodStart,
    DateTimeOffset? PeriodEnd,
    string Description);

/// <summary>An account, address, device or thing, with its kind. <see cref="Identifiers"/> checks and normalizes it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Value">The value as the officer wrote it.</param>
/// <param name="NormalizedValue">The normalized value; empty until the node made it.</param>
/// <param name="Service">The service of a user name or account; empty when not given.</param>
/// <param name="SeenTime">The exact instant of use with zone, RFC 3339 as written; empty when not given.</param>
/// <param name="SourcePort">The source port; 0 when not given.</param>
/// <param name="IsCarrierShared">The address is shared by many subscribers of a carrier.</param>
public sealed record Identifier(
    IdentifierKind Kind,
    string Value,
    string NormalizedValue,
    string Service,
    string SeenTime,
    int SourcePort,
    bool IsCarrierShared);

/// <summary>Who holds the data or where the system is.</summary>
/// <param name="IsUnknown">The requesting side does not know the custodian; then the rest may be empty.</param>
/// <param name="Name">The provider or person.</param>
/// <param name="Location">The address or location.</param>
/// <param name="Contact">How to reach the custodian.</param>
public sealed record Custodian(bool IsUnknown, string Name, string Location, string Contact);

/// <summary>That a request for mutual assistance is intended.</summary>
/// <param name="IsIntended">Must be true: Art. 29(2)(f).</param>
/// <param name="IntendedDate">When it is to be sent, ISO 8601 date; empty when not known.</param>
/// <param name="Authority">The authority that will send it.</param>
public sealed record MutualAssistanceIntention(bool IsIntended, string IntendedDate, string Authority);
