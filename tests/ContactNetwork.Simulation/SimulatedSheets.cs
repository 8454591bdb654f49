using System.Globalization;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;

namespace ContactNetwork.Simulation;

/// <summary>Sound sheets of any size, signed as their country would.</summary>
public static class SimulatedSheets
{
    private static readonly RequestKind[] Kinds =
        [RequestKind.Preservation, .. Enum.GetValues<RequestKind>().Where(kind => kind is not (RequestKind.Unspecified or RequestKind.Preservation))];

    private static readonly string[] Languages = ["en", "fr", "es", "de", "pt"];

    /// <summary>The content of a country's sheet.</summary>
    /// <param name="networkId">The network.</param>
    /// <param name="realm">The realm.</param>
    /// <param name="country">The country.</param>
    /// <param name="contactPoints">How many contact points it has, each competent for another kind of request.</param>
    /// <param name="edition">Changes the numbers.</param>
    public static Sheet Content(string networkId, Realm realm, string country, int contactPoints, int edition) => new()
    {
        NetworkId = networkId,
        Realm = realm,
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
        ContactPoints = { Enumerable.Range(0, contactPoints).Select(number => Point(country, number, edition)) },
    };

    /// <summary>The version that follows what is held, signed by both keepers of directory keys and by the node.</summary>
    public static Envelope SignNext(Sheet content, ReadSheet? held, FoundedCountry keys, DateTimeOffset now) => EnvelopeSigner.Sign(
        PayloadType.Sheet, SheetDrafts.Follow(content, held, now), keys.DirectoryKeys[0], keys.DirectoryKeys[1], keys.Node.SigningKey);

    private static ContactPoint Point(string country, int number, int edition) => new()
    {
        Id = $"urn:poc:{country}:{number + 1}",
        AuthorityId = "police",
        Desk = number == 0 ? "duty officer" : $"desk {number + 1}",
        Designations =
        {
            new Designation { Network = ContactNetworkKind.Bc35, Instrument = "BC", SinceDate = "2020-01-01", State = DesignationState.Active },
        },
        Competences = { new Competence { RequestKind = Kinds[number % Kinds.Length], Mode = CompetenceMode.Acts } },
        Channels =
        {
            new ContactChannel { Kind = ChannelKind.Voice, Value = Number(number, edition), Hours = ChannelHours.Always, Security = ChannelSecurity.None },
        },
        Hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.Staffed },
        Languages =
        {
            new LanguageSkill
            {
                Language = Languages[number % Languages.Length], Level = LanguageLevel.B2, IsSpoken = true, IsWritten = true, IsFormal = true,
            },
        },
    };

    private static string Number(int number, int edition) =>
        string.Create(CultureInfo.InvariantCulture, $"+99920{(edition * 10) + number:0000000}");
}
