using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;

namespace ContactNetwork.Network.Tests;

/// <summary>Sheets of the lab's countries.</summary>
internal static class LabSheets
{
    /// <summary>A sound sheet's content: one contact point with one telephone.</summary>
    public static Sheet Content(string country, string name, string number) => new()
    {
        NetworkId = NodeSettings.NetworkId,
        Realm = Realm.Operational,
        Country = country,
        Marking = Marking.TlpAmber,
        Names = { new LocalText { Language = "en", Text = name } },
        Authorities = { new SheetAuthority { Id = "police", Kind = AuthorityKind.Police, Names = { new LocalText { Language = "en", Text = "National Police" } } } },
        ContactPoints =
        {
            new ContactPoint
            {
                Id = $"urn:poc:{country}:1",
                AuthorityId = "police",
                Desk = "duty officer",
                Designations = { new Designation { Network = ContactNetworkKind.Bc35, Instrument = "BC", SinceDate = "2020-01-01", State = DesignationState.Active } },
                Competences = { new Competence { RequestKind = RequestKind.Preservation, Mode = CompetenceMode.Acts } },
                Channels = { new ContactChannel { Kind = ChannelKind.Voice, Value = number, Hours = ChannelHours.Always, Security = ChannelSecurity.None } },
                Hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.Staffed },
                Languages = { new LanguageSkill { Language = "en", Level = LanguageLevel.B2, IsSpoken = true, IsWritten = true, IsFormal = true } },
            },
        },
    };
}
