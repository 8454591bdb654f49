using ContactNetwork.V1;

namespace ContactNetwork.Network.Tests;

/// <summary>Requests that a node takes.</summary>
internal static class Requests
{
    public static FilePreservationRequest New(string requestedCountry = "XB", Urgency urgency = Urgency.Urgent) => new()
    {
        RequestId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
        RequestedCountry = requestedCountry,
        Urgency = urgency,
        Purpose = Purpose.Real,
        Content = new PreservationContent
        {
            Authority = new Authority { Organization = "Cybercrime Unit, Avalonian State Police", CaseNumber = "ASP-2026-1187" },
            Offence = new Offence { Title = "Computer-related fraud", ConventionArticle = 8 },
            FactsSummary = "A group has sent invoices with changed account numbers to hospitals.",
            Items =
            {
                new DataItem
                {
                    Identifier = new Identifier { Kind = IdentifierKind.Email, Value = "billing.desk@mail.example", Service = "Mail Example" },
                    DataKinds = { DataKind.Subscriber, DataKind.Traffic },
                },
            },
            OffenceRelationship = "The changed invoices were sent from this mailbox.",
            Custodian = new Custodian { IsUnknown = true },
            Necessity = "The provider keeps connection records for seven days.",
            MutualAssistance = new MutualAssistanceIntention { IsIntended = true },
            EmergencyFacts = urgency == Urgency.Emergency ? "A patient's ventilator is steered from the account." : "",
        },
    };
}
