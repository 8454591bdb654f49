using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Tests.Preservations;

/// <summary>Requests that hold all that is asked for.</summary>
internal static class Samples
{
    /// <summary>Stands in every text of the sample's content, so that a search finds it wherever content is.</summary>
    public const string Mark = "Zwetschkenröster";

    /// <summary>A new filing, with a request id of its own.</summary>
    public static FilePreservationRequest Filing() => new()
    {
        RequestId = Guid.NewGuid().ToString("D"),
        RequestedCountry = "XB",
        Urgency = Urgency.Urgent,
        Content = Content(),
    };

    /// <summary>Content with every field filled.</summary>
    public static PreservationContent Content() => new()
    {
        Authority = new Authority
        {
            Organization = $"Police {Mark}",
            PersonInCharge = $"Inspector {Mark}",
            Phone = "+999100200",
            Email = "desk@police.example",
            CaseNumber = $"7/{Mark}",
        },
        Offence = new Offence
        {
            Title = $"Fraud {Mark}",
            NationalArticles = $"Art. 263 {Mark}",
            MaximumPenalty = $"5 years {Mark}",
            ConventionArticle = 8,
        },
        FactsSummary = $"Somebody sold what they never had. {Mark}",
        Items =
        {
            new DataItem
            {
                Identifier = new Identifier
                {
                    Kind = IdentifierKind.Ipv4,
                    Value = "192.0.2.17",
                    SeenTime = "2026-03-01T22:15:07+02:00",
                    SourcePort = 40_001,
                    IsCarrierShared = true,
                },
                DataKinds = { DataKind.Traffic, DataKind.Subscriber },
                PeriodStartTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero)),
                PeriodEndTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)),
                Description = $"All of the evening. {Mark}",
            },
            new DataItem
            {
                Identifier = new Identifier { Kind = IdentifierKind.UserName, Value = $"@{Mark}", Service = $"Chat {Mark}" },
                DataKinds = { DataKind.Content },
            },
        },
        OffenceRelationship = $"The seller used it. {Mark}",
        Custodian = new Custodian { Name = $"Net {Mark}", Location = $"Street {Mark}", Contact = $"abuse {Mark}" },
        Necessity = $"Logs are kept a week. {Mark}",
        MutualAssistance = new MutualAssistanceIntention { IsIntended = true, IntendedDate = "2026-05-31", Authority = $"Court {Mark}" },
        EmergencyFacts = $"Nobody is in danger. {Mark}",
        IsConfidential = true,
        UrgencyReasons = { UrgencyReason.VolatileData, UrgencyReason.Custody },
    };
}
