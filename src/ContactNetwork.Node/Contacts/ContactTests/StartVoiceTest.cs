using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using ContactNetwork.Domain;
using ContactNetwork.Domain.Contacts;
using ContactNetwork.Federation.Sheets;
using ContactNetwork.Node.Edge;
using ContactNetwork.Node.Peers;
using ContactNetwork.Node.Store;
using ContactNetwork.V1;

namespace ContactNetwork.Node.Contacts.ContactTests;

/// <summary>
/// Begins a voice test: 1. finds the number that a spoken check may use now; 2. draws what the challenge word is derived
/// from; 3. stores the test and owes the announcement to the other country in one commit.
/// </summary>
internal sealed class StartVoiceTestHandler(Shell shell, TestedPeers peers, SheetBook book, ContactTestView rows)
{
    private const string LocalTimeFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    /// <summary>Handles the call.</summary>
    public Task<StartVoiceTestResponse> HandleAsync(
        StartVoiceTestRequest request, RequestKey key, Caller caller, CancellationToken cancellation)
    {
        if (request.Country is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            throw Malformed("country", "must be an ISO 3166-1 alpha-2 code in upper case");
        var actor = caller.ActingAs(Role.DirectoryManager, Role.ShiftLead, Role.Trainer);
        return shell.RunOnceAsync(
            key,
            async (session, inner) =>
            {
                peers.AssertTakes(request.Country, Features.VoiceTests);
                var id = Guid.CreateVersion7(session.Now);
                var command = new ContactTestCommand.StartVoiceTest(
                    session.Stamp(actor),
                    id,
                    request.Country,
                    CallOf(request, session.Now),
                    Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ChallengeWord.SeedBytes)),
                    Guid.CreateVersion7(session.Now));
                var started = await session.BeginAsync(ContactTestStreams.Own, id, command, inner);
                return new StartVoiceTestResponse { Test = rows.Row(started.State, started.Version) };
            },
            cancellation);
    }

    private VoiceCall CallOf(StartVoiceTestRequest request, DateTimeOffset now)
    {
        var record = book.View.Index.Find(request.Country);
        if (record?.InForce is not { } sheet)
            throw NoNumber();
        var point = request.ContactPointId.Length == 0 ? VoiceNumbers.PointOf(record, now) : sheet.Content.FindContactPoint(request.ContactPointId);
        if (point is null)
        {
            throw request.ContactPointId.Length == 0
                ? NoNumber()
                : Malformed("contact_point_id", "is no contact point of the country's sheet; see `cn directory lookup --country`");
        }

        // Another country's sheet is taken as it is: nobody is told to dial what is no number.
        ImmutableArray<VoiceNumber> numbers = [.. VoiceNumbers.Of(record, point, now).Where(each => PeerWords.Phone(each.Number).Length > 0)];
        if (numbers.IsEmpty)
            throw NoNumber();
        var number = request.Number.Length == 0 ? numbers[0] : numbers.FirstOrDefault(each => each.Number == request.Number);
        if (number is null)
            throw Malformed("number", "is none that a test may dial now: leave it empty for the first that one may");
        return new VoiceCall(
            point.Id,
            number.Channel,
            number.Number,
            number.IsPrevious,
            [.. point.Languages.Where(skill => skill.IsSpoken).Select(skill => skill.Language).Where(LanguageTag.IsWellFormed).Take(SheetLimits.LanguagesMax)],
            Zones.Find(point.Hours.Zone) is { } zone ? TimeZoneInfo.ConvertTime(now, zone).ToString(LocalTimeFormat, CultureInfo.InvariantCulture) : "");
    }

    private static RefusalException NoNumber() => new(Refusal.Of(
        RefusalKind.WrongStage,
        RefusalReasons.NoTestNumber,
        "The country lists no telephone number that a test may dial now: see `cn directory lookup --country`, and test another contact point."));

    private static RefusalException Malformed(string field, string description) =>
        new(Refusal.Malformed([new FieldViolation(field, description)]));
}
