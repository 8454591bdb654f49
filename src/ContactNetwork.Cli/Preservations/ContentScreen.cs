using ContactNetwork.Cli.Screens;
using ContactNetwork.V1;

namespace ContactNetwork.Cli.Preservations;

/// <summary>Draws what a request asks.</summary>
internal static class ContentScreen
{
    public static void Draw(Screen screen, PreservationContent content)
    {
        screen.Heading("What it asks");
        screen.Field("Authority", Join(", ", content.Authority?.Organization, content.Authority?.PersonInCharge));
        screen.Field("", Join("  ", content.Authority?.Phone, content.Authority?.Email));
        screen.Field("Case number", content.Authority?.CaseNumber);
        screen.Field("Offence", content.Offence?.Title);
        screen.Field("", Join("; ", content.Offence?.NationalArticles, Article(content.Offence), Penalty(content.Offence)));
        screen.Field("Facts", content.FactsSummary);
        screen.Field("Emergency", content.EmergencyFacts, Styles.Wrong);
        int number = 0;
        foreach (DataItem item in content.Items) DrawItem(screen, $"Item {++number}", item);
        screen.Field("Relationship", content.OffenceRelationship);
        screen.Field("Custodian", content.Custodian is { IsUnknown: true }
            ? "not known"
            : Join(", ", content.Custodian?.Name, content.Custodian?.Location, content.Custodian?.Contact));
        screen.Field("Necessity", content.Necessity);
        screen.Field("Assistance", Assistance(content.MutualAssistance));
        screen.Field("Urgent because", string.Join(", ", content.UrgencyReasons.Select(Words.Plain)));
        if (content.IsConfidential) screen.Field("Confidential", "The customer is not to learn of it.", Styles.Waits);
    }

    private static void DrawItem(Screen screen, string label, DataItem item)
    {
        Identifier? identifier = item.Identifier;
        string port = identifier?.SourcePort > 0 ? $" port {identifier.SourcePort}" : "";
        string service = string.IsNullOrEmpty(identifier?.Service) ? "" : $" at {identifier.Service}";
        screen.Field(label, $"{Words.Plain(identifier?.Kind ?? IdentifierKind.Unspecified)} {identifier?.Value}{port}{service}", "bold");
        if (!string.IsNullOrEmpty(identifier?.SeenTime))
            screen.Field("", $"used {identifier.SeenTime}{(identifier.IsCarrierShared ? ", shared by many customers" : "")}");
        screen.Field("", $"wanted: {string.Join(", ", item.DataKinds.Select(Words.Plain))}");
        if (item.PeriodStartTime is not null || item.PeriodEndTime is not null)
            screen.Field("", $"from {screen.Times.Full(item.PeriodStartTime)} until {screen.Times.Full(item.PeriodEndTime)}");
        screen.Field("", item.Description);
    }

    private static string? Article(Offence? offence) =>
        offence is { ConventionArticle: > 0 } ? $"Budapest Convention Art. {offence.ConventionArticle}" : null;

    private static string? Penalty(Offence? offence) =>
        string.IsNullOrEmpty(offence?.MaximumPenalty) ? null : $"up to {offence.MaximumPenalty}";

    private static string? Assistance(MutualAssistanceIntention? intention) => intention is not { IsIntended: true }
        ? null
        : Join(", ", "is intended", intention.IntendedDate.Length > 0 ? $"by {intention.IntendedDate}" : null,
            intention.Authority.Length > 0 ? $"through {intention.Authority}" : null);

    private static string Join(string between, params string?[] parts) => string.Join(between, parts.Where(part => !string.IsNullOrWhiteSpace(part)));
}
