using ContactNetwork.Client;
using ContactNetwork.Federation.Envelopes;
using ContactNetwork.Federation.Identities;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Federation.V1;
using ContactNetwork.Lab;
using ContactNetwork.V1;
using Grpc.Core;

namespace ContactNetwork.Network.Tests;

/// <summary>Sheets of the lab's countries.</summary>
internal static class LabSheets
{
    // What a country publishes first is in force since it says so: its number is old enough for a voice test.
    private static readonly TimeSpan FirstIsOld = TimeSpan.FromDays(4);

    /// <summary>Publishes the next sheet of a country, with the signatures of its keepers.</summary>
    public static async Task PublishAsync(LabNetwork lab, CountryView manager, Sheet content)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using FoundedNetwork network = FoundedNetwork.Load(lab.NetworkFolder);
        ReadSheet? current = await FindAsync(manager, content.Country);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Sheet sheet = SheetDrafts.Follow(content, current, current is null ? now - FirstIsOld : now);
        Envelope signed = EnvelopeSigner.Sign(PayloadType.Sheet, sheet, [.. network.Countries[content.Country].DirectoryKeys]);
        await manager.Node.Contacts.PublishSheetAsync(
            new PublishSheetRequest { RequestId = Guid.NewGuid().ToString(), Payload = signed.Payload, Signatures = { signed.Signatures } },
            cancellationToken: cancellation);
    }

    /// <summary>The sheet in force of a country; null where there is none.</summary>
    public static async Task<ReadSheet?> FindAsync(CountryView manager, string country)
    {
        try
        {
            GetSheetResponse found = await manager.Node.Contacts.GetSheetAsync(
                new GetSheetRequest { Name = manager.Name("sheets", country.ToLowerInvariant()) }, cancellationToken: TestContext.Current.CancellationToken);
            return ReadSheet.Of(found.Envelope).Sheet;
        }
        catch (ContactNetworkException missing) when (missing.Code == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>A sound sheet's content: one contact point with one telephone, on which tests are allowed.</summary>
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
                Channels = { new ContactChannel { Kind = ChannelKind.Voice, Value = number, Hours = ChannelHours.Always, Security = ChannelSecurity.None, IsTestAllowed = true } },
                Hours = new OpeningHours { Zone = "Europe/Vienna", Coverage = Coverage.Staffed },
                Languages = { new LanguageSkill { Language = "en", Level = LanguageLevel.B2, IsSpoken = true, IsWritten = true, IsFormal = true } },
            },
        },
    };
}
