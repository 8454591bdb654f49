using System.Globalization;
using ContactNetwork.Cards;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Cli.Contacts.Printing;

/// <summary>Words for channels and languages.</summary>
internal static class ReachWords
{
    public static CardReach Of(ContactChannel channel)
    {
        bool isNumber = channel.Kind is ChannelKind.Voice or ChannelKind.Mobile or ChannelKind.Satellite or ChannelKind.Fax;
        string value = channel.Kind == ChannelKind.Node ? "this network" : channel.Value;
        string[] notes = [channel.Note, Security(channel.Security), channel.KeyFingerprint.Length > 0 ? $"key {channel.KeyFingerprint}" : ""];
        return new CardReach(Kind(channel.Kind), value, isNumber, When(channel.Hours), string.Join("; ", notes.Where(note => note.Length > 0)));
    }

    public static IEnumerable<string> Languages(IReadOnlyCollection<LanguageSkill> skills)
    {
        foreach (LanguageSkill skill in skills)
        {
            string use = (skill.IsSpoken, skill.IsWritten) switch { (true, false) => ", spoken", (false, true) => ", written", _ => "" };
            string level = skill.Level == LanguageLevel.Unspecified ? "" : $" {skill.Level.ToString().ToUpperInvariant()}";
            yield return $"{Language(skill.Language)}{level}{use}, {(skill.IsStaffedHoursOnly ? "staffed hours" : "at any hour")}";
        }

        string formal = string.Join(", ", skills.Where(skill => skill.IsFormal).Select(skill => Language(skill.Language)));
        if (formal.Length > 0) yield return $"Formal requests in: {formal}";
    }

    /// <summary>The language's English name; its tag where that is not known.</summary>
    private static string Language(string tag)
    {
        try
        {
            string name = CultureInfo.GetCultureInfo(tag, predefinedOnly: true).EnglishName;
            return name.Length > 0 && tag.Length > 0 ? name : tag;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    private static string Kind(ChannelKind kind) => kind switch
    {
        ChannelKind.Voice => "Phone",
        ChannelKind.Mobile => "Mobile",
        ChannelKind.Satellite => "Satellite",
        ChannelKind.Fax => "Fax",
        ChannelKind.Email => "E-mail",
        ChannelKind.Node => "Node",
        ChannelKind.I247 => "I-24/7",
        ChannelKind.Siena => "SIENA",
        ChannelKind.Ecodex => "e-CODEX",
        ChannelKind.Postal => "Post",
        _ => "Other",
    };

    private static string When(ChannelHours hours) => hours switch
    {
        ChannelHours.Always => "At any hour",
        ChannelHours.Staffed => "Staffed hours only",
        ChannelHours.OutsideStaffed => "Outside of staffed hours",
        _ => "Hours not told",
    };

    private static string Security(ChannelSecurity security) => security switch
    {
        ChannelSecurity.Tls => "TLS",
        ChannelSecurity.Smime => "S/MIME",
        ChannelSecurity.Openpgp => "OpenPGP",
        ChannelSecurity.Node => "signed, mutual TLS",
        ChannelSecurity.ClosedNetwork => "closed network",
        _ => "",
    };
}
