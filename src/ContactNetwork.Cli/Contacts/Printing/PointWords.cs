using System.Globalization;
using ContactNetwork.Cards;
using ContactNetwork.Cli.Contacts.Exchange;
using ContactNetwork.Federation.V1;
using Google.Protobuf;

namespace ContactNetwork.Cli.Contacts.Printing;

/// <summary>Words for what a contact point is and does.</summary>
internal static class PointWords
{
    public static IEnumerable<string> Facts(ContactPoint point, DateOnly today)
    {
        foreach (ContactRole role in point.Roles) yield return Role(role);
        foreach (Designation designation in point.Designations.Where(designation => designation.State != DesignationState.Withdrawn))
        {
            if (ReadDate(designation.UntilDate) is { } until && until <= today) continue;
            string since = ReadDate(designation.SinceDate) is { } from && from > today ? $" from {designation.SinceDate}" : "";
            yield return Network(designation.Network) + since + (designation.State == DesignationState.Suspended ? " (SUSPENDED)" : "");
        }
    }

    public static IEnumerable<CardRemark> Remarks(Sheet sheet, ContactPoint point)
    {
        string acts = string.Join(", ", point.Competences.Where(competence => competence.Mode == CompetenceMode.Acts).Select(competence => Told(sheet, competence)));
        if (acts.Length > 0) yield return new CardRemark("Does itself", acts, RemarkWeight.Needed);
        string forwards = string.Join("; ", point.Competences.Where(competence => competence.Mode == CompetenceMode.Forwards).Select(competence => Told(sheet, competence)));
        if (forwards.Length > 0) yield return new CardRemark("Hands on", forwards, RemarkWeight.Needed);
        string others = string.Join("; ", point.Competences.Where(competence => competence.Mode == CompetenceMode.NotCompetent).Select(competence => Told(sheet, competence)));
        if (others.Length > 0) yield return new CardRemark("Not here, ask", others, RemarkWeight.Needed);
        if (point.EvidenceUse == EvidenceUse.InformationOnly)
            yield return new CardRemark("Answers", "Information only: not to be used as evidence.", RemarkWeight.Needed);
        if (point.Territories.Count > 0) yield return new CardRemark("Answers for", string.Join(", ", point.Territories), RemarkWeight.Needed);
        string data = string.Join("; ", point.DataRules.Select(Data));
        if (data.Length > 0) yield return new CardRemark("Data", data, RemarkWeight.Useful);
        if (point.Note.Length > 0) yield return new CardRemark("Note", point.Note, RemarkWeight.Useful);
        string keys = string.Join("; ", point.Keys.Select(key => $"{Friendly(key, SheetKey.KindFieldNumber)} {key.Fingerprint}"));
        if (keys.Length > 0) yield return new CardRemark("Keys", keys, RemarkWeight.Background);
    }

    public static string Network(ContactNetworkKind network) => network switch
    {
        ContactNetworkKind.G7 => "G7 24/7",
        ContactNetworkKind.Bc35 => "BC Art. 35",
        ContactNetworkKind.Uncc41 => "UNCC Art. 41",
        ContactNetworkKind.Interpol => "INTERPOL",
        _ => "other network",
    };

    public static string Request(RequestKind kind) => kind switch
    {
        RequestKind.TrafficPath => "traffic path (BC Art. 30)",
        RequestKind.MutualAssistanceReceipt => "receipt of mutual assistance requests",
        RequestKind.MutualAssistanceSupport => "support of mutual assistance",
        _ => kind.ToString().Aggregate("", (words, letter) => words + (char.IsUpper(letter) && words.Length > 0 ? " " : "") + char.ToLowerInvariant(letter)),
    };

    /// <summary>An enum's value as files spell it, with blanks.</summary>
    public static string Friendly(IMessage message, int number)
    {
        Google.Protobuf.Reflection.FieldDescriptor field = message.Descriptor.FindFieldByNumber(number);
        return FieldText.Write(field, field.Accessor.GetValue(message)).Replace('-', ' ');
    }

    private static string Told(Sheet sheet, Competence competence)
    {
        string words = Request(competence.RequestKind);
        if (competence.Network != ContactNetworkKind.Unspecified) words += $" ({Network(competence.Network)} only)";
        string other = competence.OtherId.Length > 0 ? CardContent.NameOf(sheet, competence.OtherId) : competence.OtherWords;
        if (other.Length > 0) words += competence.Mode == CompetenceMode.NotCompetent ? $": {other}" : $" to {other}";
        return competence.Condition.Length > 0 ? $"{words} ({competence.Condition})" : words;
    }

    private static string Data(DataRule rule)
    {
        string[] told =
        [
            rule.MayPreserve ? "preserved on request" : "not preserved",
            rule.MayDisclose ? "disclosed police to police" : "",
            rule.NeedsMutualAssistance ? "disclosed by mutual assistance" : "",
            rule.Note,
        ];
        return $"{Friendly(rule, DataRule.DataKindFieldNumber)}: {string.Join(", ", told.Where(text => text.Length > 0))}";
    }

    private static string Role(ContactRole role) => role switch
    {
        ContactRole.CentralAuthority => "Central authority (BC Art. 27)",
        ContactRole.EmergencyMutualAssistance => "Emergency mutual assistance",
        _ => role.ToString(),
    };

    private static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
