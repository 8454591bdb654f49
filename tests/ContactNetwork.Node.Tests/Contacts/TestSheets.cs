using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Node.Tests.Peers;
using Google.Protobuf;

namespace ContactNetwork.Node.Tests.Contacts;

/// <summary>Sheets of the test's countries, and signatures over them.</summary>
internal static class TestSheets
{
    public const string Number = "+999201234567";

    /// <summary>A sound sheet's content.</summary>
    public static Sheet Content(string country, string number = Number) => new()
    {
        NetworkId = TestLab.NetworkId,
        Realm = Realm.Operational,
        Country = country,
        Marking = Marking.TlpAmber,
        Names = { new LocalText { Language = "en", Text = $"Land of {country}" } },
        Authorities =
        {
            new SheetAuthority
            {
                Id = "police", Kind = AuthorityKind.Police, Names = { new LocalText { Language = "en", Text = $"Police of {country}" } },
            },
        },
        ContactPoints = { Point(country, number) },
    };

    /// <summary>The version that follows, unsigned.</summary>
    public static Sheet After(Sheet content, Sheet? before)
    {
        var current = before is null ? null : ReadSheet.Of(Unsigned(before)).Sheet!;
        return SheetDrafts.Follow(content, current, TimeProvider.System.GetUtcNow());
    }

    public static Envelope Unsigned(Sheet sheet) => new() { PayloadType = PayloadType.Sheet.MediaType, Payload = sheet.ToByteString() };

    public static Envelope Sign(Sheet sheet, params ReadOnlySpan<PrivateKey> keys) => EnvelopeSigner.Sign(PayloadType.Sheet, sheet, keys);

    /// <summary>Signed as a country's node sends it.</summary>
    public static Envelope SignWhole(Sheet sheet, FoundedCountry country) =>
        Sign(sheet, country.DirectoryKeys[0], country.DirectoryKeys[1], country.Node.SigningKey);

    private static ContactPoint Point(string country, string number) => new()
    {
        Id = $"urn:poc:{country}:1",
        AuthorityId = "police",
        Desk = "duty officer",
        Designations =
        {
            new Designation { Network = ContactNetworkKind.Bc35, Instrument = "BC", SinceDate = "2020-01-01", State = DesignationState.Active },
        },
        Competences = { new Competence { RequestKind = RequestKind.Preservation, Mode = CompetenceMode.Acts } },
        Channels =
        {
            new ContactChannel { Kind = ChannelKind.Voice, Value = number, Hours = ChannelHours.Always, Security = ChannelSecurity.None },
        },
        Hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.Staffed },
        Languages = { new LanguageSkill { Language = "en", Level = LanguageLevel.B2, IsSpoken = true, IsWritten = true, IsFormal = true } },
    };
}
