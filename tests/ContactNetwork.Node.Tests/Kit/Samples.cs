using ContactNetwork.V1;
using Google.Protobuf.WellKnownTypes;

namespace ContactNetwork.Node.Tests.Kit;

/// <summary>Requests that are right, to be bent by tests.</summary>
internal static class Samples
{
    /// <summary>Stands in every text of <see cref="Request"/>, so that it is found wherever it lies in clear.</summary>
    public const string Canary = "CANARY7Q";

    /// <summary>A right request.</summary>
    public static FilePreservationRequest Request(string country = "XB", Urgency urgency = Urgency.Urgent) => new()
    {
        RequestId = Guid.NewGuid().ToString("D"),
        RequestedCountry = country,
        Urgency = urgency,
        Content = Content(),
    };

    /// <summary>A right content.</summary>
    public static PreservationContent Content() => new()
    {
        Authority = new Authority
        {
            Organization = $"{Canary} cyber unit",
            PersonInCharge = $"{Canary} inspector",
            Phone = "+99917171717",
            Email = $"{Canary.ToLowerInvariant()}@police.example",
            CaseNumber = $"{Canary}-17",
        },
        Offence = new Offence { Title = $"{Canary} sabotage", NationalArticles = "Penal Code 303b", ConventionArticle = 5 },
        FactsSummary = $"{Canary}: servers of a hospital were encrypted.",
        OffenceRelationship = $"{Canary}: the address sent the commands.",
        Custodian = new Custodian { Name = $"{Canary} host", Location = "Belmaria" },
        Necessity = $"{Canary}: records are deleted after seven days.",
        MutualAssistance = new MutualAssistanceIntention { IsIntended = true, Authority = $"{Canary} ministry" },
        EmergencyFacts = $"{Canary}: patients are at risk.",
        Items =
        {
            new DataItem
            {
                Identifier = new Identifier { Kind = IdentifierKind.UserName, Value = $"{Canary}.user", Service = $"{Canary}.example" },
                DataKinds = { DataKind.Subscriber, DataKind.Traffic },
                PeriodStartTime = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)),
                Description = $"{Canary} connection records",
            },
        },
    };
}
